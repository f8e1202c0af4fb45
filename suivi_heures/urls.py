"""Addresses of the room."""

from django.urls import path

from suivi_heures.views import (
    avancement,
    beneficiaire,
    espace_acheteur,
    marche,
    rapports,
    recherche,
    reprise,
    tableau_de_bord,
)

app_name = "suivi_heures"
urlpatterns = [
    path("a-traiter/", tableau_de_bord.tableau_de_bord, name="tableau_de_bord"),
    path("a-traiter/affaires/", tableau_de_bord.affaires, name="affaires"),
    path("marches/", tableau_de_bord.marches, name="marches"),
    path("marches/<int:pk>/", marche.marche, name="marche"),
    path("entreprises/<int:pk>/heures/", avancement.avancement_entreprise, name="avancement_entreprise"),
    path("beneficiaires/<int:pk>/heures/", beneficiaire.heures_beneficiaire, name="heures_beneficiaire"),
    path("acheteur/", espace_acheteur.espace_acheteur, name="espace_acheteur"),
    path("acheteur/marches/<int:pk>/", espace_acheteur.marche_acheteur, name="marche_acheteur"),
    path("recherche/", recherche.recherche, name="recherche"),
    path("rapports/", rapports.rapports, name="rapports"),
    path("rapports/produire/", rapports.produire, name="rapport_produire"),
    path("rapports/<uuid:identifiant>/publier/", rapports.publier, name="rapport_publier"),
    path("rapports/<uuid:identifiant>/pdf/", rapports.telecharger, name="rapport_telecharger"),
    path("reprise/", reprise.reprise, name="reprise"),
    path("reprise/<uuid:identifiant>/", reprise.examen, name="reprise_examen"),
    path("reprise/<uuid:identifiant>/garder/", reprise.garder, name="reprise_garder"),
    path("reprise/<uuid:identifiant>/abandonner/", reprise.abandonner, name="reprise_abandonner"),
]
