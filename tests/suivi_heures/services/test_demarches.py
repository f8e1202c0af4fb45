"""Efforts of a company count alike on its contract's page and in its penalty file."""

import datetime

import pytest

from suivi_heures.enums import TypeDemarche
from suivi_heures.queries.demarches import rassembler_diligences
from suivi_heures.services.noter_demarche import noter_demarche
from tests.factories.marches import creer_entreprise

pytestmark = pytest.mark.django_db
LE = datetime.date(2026, 3, 2)


def test_une_offre_sans_marche_vaut_pour_ceux_de_l_entreprise_et_pour_eux_seuls(facilitateur, contrat):
    for entreprise, marche in (
        (contrat.titulaire, None),
        (contrat.titulaire, contrat.marche),
        (creer_entreprise(), None),
    ):
        noter_demarche(
            entreprise=entreprise, marche=marche, date=LE, type=TypeDemarche.OFFRE, nombre=2, par=facilitateur
        )
    du_marche = rassembler_diligences(marche_id=contrat.marche_id)
    du_dossier = rassembler_diligences(marche_id=contrat.marche_id, entreprise_id=contrat.titulaire_id)
    assert du_marche.offres == du_dossier.offres == 4
