"""Addresses of the room."""

from django.urls import path

from beneficiaires.views import contrats, eligibilite, personnes

app_name = "beneficiaires"
urlpatterns = [
    path("beneficiaires/", personnes.liste, name="liste"),
    path("beneficiaires/nouveau/", personnes.nouveau, name="nouveau"),
    path("beneficiaires/<int:pk>/", personnes.fiche, name="fiche"),
    path("beneficiaires/<int:pk>/modifier/", personnes.modifier, name="modifier"),
    path("beneficiaires/<int:pk>/criteres/", eligibilite.reveler, name="reveler"),
    path("beneficiaires/<int:pk>/eligibilite/", eligibilite.decider, name="decider"),
    path("beneficiaires/<int:pk>/contrats/nouveau/", contrats.nouveau, name="contrat_nouveau"),
    path("decisions/<int:pk>/retirer/", eligibilite.retirer, name="decision_retirer"),
    path("contrats/<int:pk>/modifier/", contrats.modifier, name="contrat_modifier"),
]
