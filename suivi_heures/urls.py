"""Addresses of the room."""

from django.urls import path

from suivi_heures.views import avancement, marche, tableau_de_bord

app_name = "suivi_heures"
urlpatterns = [
    path("a-traiter/", tableau_de_bord.tableau_de_bord, name="tableau_de_bord"),
    path("a-traiter/affaires/", tableau_de_bord.affaires, name="affaires"),
    path("marches/", tableau_de_bord.marches, name="marches"),
    path("marches/<int:pk>/", marche.marche, name="marche"),
    path("entreprises/<int:pk>/heures/", avancement.avancement_entreprise, name="avancement_entreprise"),
]
