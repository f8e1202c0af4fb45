"""The queue recalls what the life of contracts waits for."""

import datetime
from decimal import Decimal

import pytest

from marches.models import Tranche
from marches.services.affermir_tranche import affermir_tranche
from marches.services.reprendre_clause import reprendre_clause
from marches.services.suspendre_clause import suspendre_clause
from suivi_heures.queries.affaires.vie_marches import (
    parts_sans_porteur,
    suspensions_a_reprendre,
    tranches_a_affermir,
)
from tests.factories.marches import creer_attribution, creer_lot

pytestmark = pytest.mark.usefixtures("dans_guichet")
AU = datetime.date(2026, 11, 28)


def test_une_tranche_se_rappelle_soixante_jours_avant_et_se_tait_une_fois_affermie():
    tranche = Tranche.objects.create(
        lot=creer_lot(), ref="1", nature="OPTIONNELLE", heures=Decimal(600), date_limite=datetime.date(2027, 1, 15)
    )
    assert tranches_a_affermir(datetime.date(2026, 11, 1)) == []
    (affaire,) = tranches_a_affermir(AU)
    assert (affaire.echeance, affaire.qui) == (tranche.date_limite, str(tranche.lot.marche.maitre_ouvrage))
    assert affaire.depuis == datetime.date(2026, 11, 16)  # sixty days before its last day
    affermir_tranche(tranche=tranche, date=AU, par=None)
    assert tranches_a_affermir(AU) == []


def test_une_reprise_prevue_et_passee_se_rappelle():
    marche = creer_lot().marche
    suspendre_clause(
        marche=marche,
        date=datetime.date(2026, 9, 1),
        date_prevue=datetime.date(2026, 11, 2),
        cause="ARRET_CHANTIER",
        motif="Arrêt",
        par=None,
    )
    assert len(suspensions_a_reprendre(AU)) == 1
    reprendre_clause(marche=marche, date=datetime.date(2026, 11, 3), motif="Reprise", par=None)
    assert suspensions_a_reprendre(AU) == []


def test_les_heures_sans_porteur_se_voient_seulement_si_la_dette_est_repartie():
    lot = creer_lot(heures="1000.00")
    creer_attribution(lot=lot, role="MANDATAIRE")
    assert parts_sans_porteur() == []
    creer_attribution(lot=lot, role="COTRAITANT", heures_affectees=Decimal(700))
    (affaire,) = parts_sans_porteur()
    assert "300\u202fh sans porteur" in affaire.titre
    assert affaire.depuis == lot.marche.date_debut  # when the hours due last moved
