"""Doors: names the rooms by string only."""

from django.conf import settings
from django.urls import include, path

from clauses_app.sante import sante

urlpatterns = [
    path("sante/", sante, name="sante"),
    path("compte/", include("clauses_app.comptes.urls_compte")),
    path("", include("clauses_app.comptes.urls")),
    path("", include("clauses_app.comptes.urls_legales")),
    path("", include("marches.urls")),
    path("", include("beneficiaires.urls")),
    path("", include("suivi_heures.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("catalogue/", include("clauses_app.interface.urls")))
handler400 = "clauses_app.interface.erreurs.demande_incorrecte"
handler403 = "clauses_app.interface.erreurs.acces_refuse"
handler404 = "clauses_app.interface.erreurs.page_introuvable"
handler500 = "clauses_app.interface.erreurs.panne"
