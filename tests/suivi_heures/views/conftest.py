"""A lot worked by one person in March 2026, seen by its guichet, its holder, and strangers."""

import datetime

import pytest
import time_machine

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion


@pytest.fixture
def en_mai():
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def contrat(guichet):
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire(nom="OUDJANI", prenom="Karim", eligible_depuis=datetime.date(2026, 1, 1))
        cree = creer_contrat(
            beneficiaire=personne, date_debut=datetime.date(2026, 3, 2), date_fin=datetime.date(2026, 4, 15)
        )
        return ContratTravail.objects.select_related("lot", "marche", "titulaire", "beneficiaire").get(pk=cree.pk)


@pytest.fixture
def entreprise(guichet, contrat):
    """Membership of the holder's correspondent."""
    with within_connexion():
        return creer_adhesion(
            guichet=guichet,
            role="ENTREPRISE",
            nom="Hugo Delmarre",
            entreprise_id=contrat.titulaire_id,
            organisation_nom="Valentin",
        )


@pytest.fixture
def etranger(autre_guichet):
    with within_connexion():
        return creer_adhesion(guichet=autre_guichet, role="FACILITATEUR", nom="Autre Guichet")
