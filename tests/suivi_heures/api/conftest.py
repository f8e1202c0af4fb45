"""A company with one person to declare in March 2026, its program, and the programs of others."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Adhesion, JetonApi
from clauses_app.comptes.services.ouvrir_jeton import ouvrir_jeton
from clauses_app.tenancy.contexte import within_guichet
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat

RELEVES = "/api/v1/releves/"


@dataclass
class Programme:
    """A caller with its token."""

    jeton: JetonApi
    secret: str
    contrat: ContratTravail
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, chemin: str, **donnees: Any) -> Any:
        return self.client.get(chemin, donnees, headers={"Authorization": f"Bearer {self.secret}"})

    def poster(self, donnees: Any, *, cle: str = "", genre: str = "application/json", **entetes: str) -> Any:
        envoyes = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": cle} if cle else {}) | entetes
        return self.client.post(RELEVES, donnees, content_type=genre, headers=envoyes)

    def deposer_fichier(self, fichier: Any, *, cle: str = "", **champs: str) -> Any:
        entetes = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": cle} if cle else {})
        return self.client.post(RELEVES, champs | {"fichier": fichier}, headers=entetes)

    def lignes(self, travail: str = "120.50") -> dict[str, Any]:
        declaration = self.get("/api/v1/declarations/2026-03/").json()
        return {
            "mois": "2026-03",
            "lignes": [{"identifiant": c["identifiant"], "travail": travail} for c in declaration["contrats"]],
        }


@pytest.fixture(autouse=True)
def _en_mai() -> Any:
    cache.clear()
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC), tick=True):
        yield


def _ouvrir(guichet_id: int, nom: str) -> Programme:
    with within_guichet(guichet_id):
        personne = creer_beneficiaire(nom=nom, prenom="Karim", eligible_depuis=datetime.date(2026, 1, 1))
        contrat = creer_contrat(beneficiaire=personne, date_debut="2026-03-02", date_fin="2026-04-15")
        contrat = ContratTravail.objects.select_related("titulaire", "lot").get(pk=contrat.pk)
        jeton, secret = ouvrir_jeton(
            par=Adhesion(nom_affiche="Camille Ferrand"),
            entreprise_id=contrat.titulaire_id,
            organisation=contrat.titulaire.nom,
            role="ENTREPRISE",
            libelle="Paie",
        )
    return Programme(jeton, secret, contrat)


@pytest.fixture
def programme(guichet: Any) -> Programme:
    return _ouvrir(guichet.pk, "OUDJANI")


@pytest.fixture
def voisin(guichet: Any) -> Programme:
    """Another company of the same guichet."""
    return _ouvrir(guichet.pk, "VOISIN")


@pytest.fixture
def lointain(autre_guichet: Any) -> Programme:
    """A company of another guichet."""
    return _ouvrir(autre_guichet.pk, "LOINTAIN")
