"""Addresses of the room."""

from django.urls import path

from marches.views import acteurs, decp, imports_decp, marches, penalites, regles

app_name = "marches"
urlpatterns = [
    path("marches/nouveau/", marches.nouveau, name="nouveau"),
    path("marches/<int:pk>/modifier/", marches.modifier, name="modifier"),
    path("marches/<int:pk>/prendre-en-charge/", marches.prendre_en_charge, name="prendre_en_charge"),
    path("marches/<int:pk>/lots/nouveau/", marches.lot_nouveau, name="lot_nouveau"),
    path("lots/<int:pk>/modifier/", marches.lot_modifier, name="lot_modifier"),
    path("lots/<int:pk>/heures-dues/", marches.engagement_nouveau, name="engagement_nouveau"),
    path("lots/<int:pk>/attribuer/", marches.attribution_nouvelle, name="attribution_nouvelle"),
    path("heures-dues/<int:pk>/annuler/", marches.engagement_annuler, name="engagement_annuler"),
    path("entreprises/", acteurs.entreprises, name="entreprises"),
    path("entreprises/nouvelle/", acteurs.entreprise_nouvelle, name="entreprise_nouvelle"),
    path("entreprises/<int:pk>/", acteurs.entreprise, name="entreprise"),
    path("entreprises/<int:pk>/modifier/", acteurs.entreprise_modifier, name="entreprise_modifier"),
    path("entreprises/<int:pk>/noter/", acteurs.noter, name="noter"),
    path("acheteurs/nouveau/", acteurs.acheteur_nouveau, name="acheteur_nouveau"),
    path("acheteurs/<int:pk>/modifier/", acteurs.acheteur_modifier, name="acheteur_modifier"),
    path("operations/nouvelle/", acteurs.operation_nouvelle, name="operation_nouvelle"),
    path("operations/<int:pk>/modifier/", acteurs.operation_modifier, name="operation_modifier"),
    path("marches-publies/", decp.liste, name="decp"),
    path("marches-publies/<int:pk>/", decp.detail, name="decp_detail"),
    path("marches-publies/<int:pk>/suivre/", decp.suivre, name="decp_suivre"),
    path("marches-publies/<int:pk>/ecarter/", decp.ecarter, name="decp_ecarter"),
    path("marches-publies/<int:pk>/remettre/", decp.remettre, name="decp_remettre"),
    path("marches-publies/importer/", imports_decp.importer, name="decp_importer"),
    path("marches-publies/imports/<int:pk>/", imports_decp.suivre_import, name="decp_import"),
    path("marches-publies/imports/<int:pk>/relancer/", imports_decp.relancer_import, name="decp_relancer"),
    path("marches/<int:pk>/regles-penalite/ajouter/", penalites.regle_penalite_ajouter, name="regle_penalite_ajouter"),
    path("regles-penalite/<int:pk>/retirer/", penalites.regle_penalite_retirer, name="regle_penalite_retirer"),
    path("parametres/valeurs-legales/", penalites.valeurs_legales, name="valeurs_legales"),
    path("parametres/regles/", regles.regles, name="regles"),
    path("parametres/regles/ajouter/", regles.regle_ajouter, name="regle_ajouter"),
    path("parametres/regles/<int:pk>/retirer/", regles.regle_retirer, name="regle_retirer"),
]
