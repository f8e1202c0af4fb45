"""One contract worked in March and April 2026, and the people who decide about its hours."""

import datetime

import pytest

from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat


@pytest.fixture
def contrat(dans_guichet):
    personne = creer_beneficiaire(
        nom="OUDJANI", prenom="Karim", eligible_depuis=datetime.date(2026, 1, 1), est_eligible=True
    )
    return creer_contrat(
        beneficiaire=personne, date_debut=datetime.date(2026, 3, 2), date_fin=datetime.date(2026, 4, 15)
    )
