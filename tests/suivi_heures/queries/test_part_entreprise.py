"""A company sees its own share of a lot, a structure its own people's hours: never a co-contractor's."""

import datetime
from decimal import Decimal

import pytest

from suivi_heures.queries.part_entreprise import parts_de_l_entreprise
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot
from tests.factories.suivi_heures import creer_heure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dans_guichet")]
AU = datetime.date(2025, 6, 20)


@pytest.fixture
def lot():
    return creer_lot(heures="1000.00")


def _part(entreprise, lot):
    (part,) = parts_de_l_entreprise(entreprise.pk, [lot.pk], au=AU)
    return part


def test_chaque_cotraitant_ne_voit_que_ses_heures_et_sa_charge(lot):
    mandataire = creer_attribution(lot=lot, heures_affectees=Decimal("600.00"))
    cotraitant = creer_attribution(lot=lot, role="COTRAITANT", heures_affectees=Decimal("400.00"))
    creer_heure(contrat=creer_contrat(attribution=mandataire), heures="100")
    creer_heure(contrat=creer_contrat(attribution=cotraitant), heures="30", statut="SOUMISE")

    premiere, seconde = _part(mandataire.entreprise, lot), _part(cotraitant.entreprise, lot)

    assert (premiere.part.du, premiere.part.valide, premiere.part.attente) == (600, 100, 0)
    assert (seconde.part.du, seconde.part.valide, seconde.part.attente) == (400, 0, 30)
    assert not premiere.est_seule
    # February to May were due of each one's contract, March came
    assert (premiere.part.couverture.recues, premiere.part.couverture.attendues) == (1, 4)


def test_seul_titulaire_le_lot_entier_est_a_sa_charge(lot):
    assert _part(creer_attribution(lot=lot).entreprise, lot).part.du == 1000


def test_un_lot_partage_sans_repartition_n_a_pas_de_du(lot):
    siennes = [creer_attribution(lot=lot) for _ in range(2)]
    part = _part(siennes[0].entreprise, lot)
    assert (part.part.du, part.est_titulaire) == (0, True)


def test_une_structure_ne_voit_que_les_heures_de_ses_salaries(lot):
    titulaire, structure = creer_attribution(lot=lot), creer_entreprise(type_structure="ETTI")
    creer_heure(contrat=creer_contrat(attribution=titulaire), heures="100")
    creer_heure(contrat=creer_contrat(attribution=titulaire, employeur_id=structure.pk), heures="40")

    part = _part(structure, lot)
    assert (part.part.du, part.part.valide, part.est_titulaire) == (0, 40, False)
    # the holder's obligation is served by both
    assert _part(titulaire.entreprise, lot).part.valide == 140
