"""An objective that follows a base: each total declared writes the difference, and only the difference."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from marches.models import DeclarationAssiette, EngagementHeures, Lot, ObjectifGlissant
from marches.queries.formules_calibrage import Reglages
from marches.services.contrepasser_engagement import contrepasser_engagement
from marches.services.declarer_assiette import AssietteRefusee, declarer_assiette
from marches.services.inscrire_engagement import inscrire_engagement
from marches.services.suivre_objectif import suivre_objectif
from suivi_heures.queries.realisation import realisation_des_lots
from tests.factories.marches import creer_lot

pytestmark = pytest.mark.usefixtures("dans_guichet")
D = datetime.date
FIN = D(2027, 12, 31)


def _part(lot: Lot, taux: int = 10) -> ObjectifGlissant:
    entrees = {"heures": Decimal(0), "taux": Decimal(taux)}
    return suivre_objectif(lot=lot, methode="PCT_HEURES", entrees=entrees, reglages=Reglages(), par=None)


def _declencheur(lot: Lot) -> ObjectifGlissant:
    entrees = {"montant": Decimal(0), "seuil": Decimal(2_700_000), "ratio": Decimal(2000)}
    return suivre_objectif(lot=lot, methode="EUR_DECLENCHEUR", entrees=entrees, reglages=Reglages(), par=None)


def _declarer(objectif: ObjectifGlissant, date: datetime.date, cumul: int, **suite: Any) -> DeclarationAssiette:
    return declarer_assiette(objectif=objectif, date=date, cumul=Decimal(cumul), par=None, **suite)


def _du(lot: Lot, au: datetime.date = FIN) -> Decimal:
    return realisation_des_lots(lots=[lot.pk], au=au)[lot.pk].objectif


def test_l_objectif_suit_les_heures_travaillees() -> None:
    lot = creer_lot(heures="4200.00")
    objectif = _part(lot)
    _declarer(objectif, D(2025, 6, 30), 10_000, reste=Decimal(35_000))
    assert (_du(lot), _du(lot, D(2025, 6, 29))) == (Decimal(4500), Decimal(4200))
    _declarer(objectif, D(2025, 9, 30), 22_000, reste=Decimal(18_000))
    assert _du(lot) == Decimal(4000)
    assert [ligne.heures for ligne in EngagementHeures.objects.filter(source="RECALCUL").order_by("pk")] == [300, -500]


def test_rien_n_est_du_sous_le_seuil_puis_une_heure_par_2_000_euros() -> None:
    lot = creer_lot(heures=None)
    objectif = _declencheur(lot)
    _declarer(objectif, D(2025, 3, 31), 2_600_000)
    assert (_du(lot), EngagementHeures.objects.count()) == (0, 0)
    _declarer(objectif, D(2025, 6, 30), 2_900_000)
    _declarer(objectif, D(2025, 9, 30), 3_100_000)
    assert _du(lot) == Decimal(200)
    assert [ligne.heures for ligne in EngagementHeures.objects.order_by("pk")] == [100, 100]


def test_les_avenants_restent_a_cote_du_recalcul() -> None:
    lot = creer_lot(heures="4200.00")
    inscrire_engagement(lot=lot, date=D(2025, 2, 1), source="AVENANT", heures=Decimal(250), motif="n° 1", par=None)
    _declarer(_part(lot), D(2025, 6, 30), 40_000)
    assert _du(lot) == Decimal(4250)


def test_un_cumul_faux_se_repare_par_le_bon() -> None:
    lot = creer_lot(heures=None)
    objectif = _part(lot)
    _declarer(objectif, D(2025, 6, 30), 100_000)
    _declarer(objectif, D(2025, 6, 30), 10_000)
    assert (_du(lot), DeclarationAssiette.objects.count()) == (Decimal(1000), 2)


def test_un_cumul_anterieur_est_refuse() -> None:
    objectif = _part(creer_lot())
    _declarer(objectif, D(2025, 6, 30), 10_000)
    with pytest.raises(AssietteRefusee, match="30/06/2025") as refus:
        _declarer(objectif, D(2025, 6, 29), 9_000)
    assert refus.value.champ == "date"


def test_une_ligne_annulee_a_la_main_est_rattrapee() -> None:
    lot = creer_lot(heures=None)
    objectif = _part(lot)
    _declarer(objectif, D(2025, 6, 30), 10_000)
    contrepasser_engagement(ligne=EngagementHeures.objects.get(), motif="mauvais lot", par=None)
    _declarer(objectif, D(2025, 9, 30), 12_000)
    assert _du(lot) == Decimal(1200)


def test_d_autres_termes_valent_a_partir_du_prochain_cumul() -> None:
    lot = creer_lot(heures=None)
    _declarer(_part(lot, taux=5), D(2025, 6, 30), 10_000)
    autre = _part(lot, taux=10)
    assert _du(lot) == Decimal(500)
    _declarer(autre, D(2025, 9, 30), 10_000)
    assert _du(lot) == Decimal(1000)
