"""One declared line shared between lots; pooling by decision; the sum of the parts never exceeds the line."""

import datetime
from decimal import Decimal

import pytest

from marches.models import Attribution
from suivi_heures.models import Heure, Realisation
from suivi_heures.queries.decompte.lignes import calculer_lignes
from suivi_heures.queries.ecarts import (
    ecarts_de_realisation,
    lignes_aux_copies_fausses,
    registre_et_totaux_se_suivent,
)
from suivi_heures.queries.imputations import lots_receveurs
from suivi_heures.services.annuler_imputation import DejaAnnulee, annuler_imputation
from suivi_heures.services.corriger_heure import CorrectionImpossible, corriger_heure
from suivi_heures.services.decider_globalisation import GlobalisationImpossible, decider_globalisation
from suivi_heures.services.finir_globalisation import finir_globalisation
from suivi_heures.services.imputer_heures import ImputationImpossible, imputer_heures
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.marches import creer_attribution, creer_lot, creer_regle
from tests.factories.suivi_heures import creer_heure


@pytest.fixture
def ligne(facilitateur, contrat):
    ligne = creer_heure(contrat=contrat, heures="154", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
    recalculer_realisation(lots=None)
    return ligne


@pytest.fixture
def lot_voisin(contrat):
    """Another lot of the same public contract, same holder."""
    lot = creer_lot(marche=contrat.marche, ref="2")
    creer_attribution(lot=lot, entreprise=contrat.titulaire)
    return lot


@pytest.fixture
def lot_ailleurs(contrat):
    """A lot of another public contract, same holder."""
    return creer_attribution(entreprise=contrat.titulaire).lot


def _imputer(ligne, lot, heures, par):
    return imputer_heures(heure=ligne, lot=lot, heures=Decimal(heures), motif="Deux chantiers", par=par)


def _retenues():
    return {r.lot_id: r.retenues for r in Realisation.objects.all() if r.declarees}


def _tout_se_tient():
    return not ecarts_de_realisation() and not lignes_aux_copies_fausses() and registre_et_totaux_se_suivent()


def _globaliser(contrat, lots, par):
    return decider_globalisation(
        titulaire=contrat.titulaire, lots=lots, decidee_le=datetime.date(2026, 1, 5),
        accord_acheteur="Courriel du 4 janvier", motif="Chantier suspendu", par=par,
    )  # fmt: skip


def test_une_ligne_se_partage_entre_deux_lots_du_marche(facilitateur, contrat, ligne, lot_voisin):
    _imputer(ligne, lot_voisin, "54", facilitateur)
    assert _retenues() == {contrat.lot_id: 100, lot_voisin.pk: 54}
    assert Heure.objects.get(pk=ligne.pk).heures == 154
    assert _tout_se_tient()


def test_la_somme_des_parts_ne_depasse_pas_la_ligne(facilitateur, ligne, lot_voisin):
    _imputer(ligne, lot_voisin, "100", facilitateur)
    with pytest.raises(ImputationImpossible, match="54"):
        _imputer(ligne, lot_voisin, "54.01", facilitateur)
    _imputer(ligne, lot_voisin, "54", facilitateur)
    with pytest.raises(ImputationImpossible):
        _imputer(ligne, lot_voisin, "1", facilitateur)


@pytest.mark.parametrize("heures", ["0", "-5"])
def test_une_part_est_positive(facilitateur, ligne, lot_voisin, heures):
    with pytest.raises(ImputationImpossible):
        _imputer(ligne, lot_voisin, heures, facilitateur)


def test_annuler_ramene_les_heures_a_leur_lot(facilitateur, contrat, ligne, lot_voisin):
    imputation = _imputer(ligne, lot_voisin, "54", facilitateur)
    annuler_imputation(imputation=imputation, motif="Erreur", par=facilitateur)
    assert _retenues() == {contrat.lot_id: 154}
    assert _tout_se_tient()
    with pytest.raises(DejaAnnulee):
        annuler_imputation(imputation=imputation, motif="Erreur", par=facilitateur)


def test_corriger_ne_descend_pas_sous_ce_qui_est_impute(facilitateur, contrat, ligne, lot_voisin):
    _imputer(ligne, lot_voisin, "54", facilitateur)
    with pytest.raises(CorrectionImpossible, match="imputées"):
        corriger_heure(heure=ligne, heures=Decimal(50), motif="x", par=facilitateur)
    corriger_heure(heure=ligne, heures=Decimal(60), motif="x", par=facilitateur)
    assert _retenues() == {contrat.lot_id: 6, lot_voisin.pk: 54}


def test_d_un_marche_a_l_autre_il_faut_une_decision(facilitateur, contrat, ligne, lot_ailleurs):
    assert lots_receveurs(contrat) == []
    with pytest.raises(ImputationImpossible, match="globalisation"):
        _imputer(ligne, lot_ailleurs, "54", facilitateur)
    _globaliser(contrat, [contrat.lot, lot_ailleurs], facilitateur)
    assert lots_receveurs(contrat) == [lot_ailleurs]
    _imputer(ligne, lot_ailleurs, "54", facilitateur)
    assert _retenues() == {contrat.lot_id: 100, lot_ailleurs.pk: 54}
    recalculer_realisation(lots=[lot_ailleurs.pk])
    assert _tout_se_tient()


def test_une_decision_finie_ne_permet_plus_rien_et_garde_le_passe(facilitateur, contrat, ligne, lot_ailleurs):
    decision = _globaliser(contrat, [contrat.lot, lot_ailleurs], facilitateur)
    _imputer(ligne, lot_ailleurs, "54", facilitateur)
    assert finir_globalisation(globalisation=decision, par=facilitateur)
    with pytest.raises(ImputationImpossible, match="globalisation"):
        _imputer(ligne, lot_ailleurs, "10", facilitateur)
    assert _retenues()[lot_ailleurs.pk] == 54


def test_un_lot_d_un_autre_titulaire_ne_recoit_rien(facilitateur, contrat, ligne):
    etranger = creer_attribution().lot
    with pytest.raises(ImputationImpossible, match="ne tient pas"):
        _imputer(ligne, etranger, "10", facilitateur)
    with pytest.raises(GlobalisationImpossible, match="siens"):
        _globaliser(contrat, [contrat.lot, etranger], facilitateur)
    with pytest.raises(GlobalisationImpossible, match="deux lots"):
        _globaliser(contrat, [contrat.lot], facilitateur)


def test_des_heures_en_attente_ne_s_imputent_pas(facilitateur, contrat, lot_voisin):
    soumise = creer_heure(
        contrat=contrat, statut="SOUMISE", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31)
    )
    with pytest.raises(ImputationImpossible, match="validées"):
        _imputer(soumise, lot_voisin, "10", facilitateur)


def test_les_heures_imputees_comptent_selon_le_contrat_d_origine(facilitateur, contrat, lot_voisin):
    """Declared past the end of the work contract: 15 days of 30 count, there as here."""
    deborde = creer_heure(contrat=contrat, heures="60", du=datetime.date(2026, 4, 1), au=datetime.date(2026, 4, 30))
    _imputer(deborde, lot_voisin, "20", facilitateur)
    assert _retenues() == {contrat.lot_id: 20, lot_voisin.pk: 10}
    lignes = calculer_lignes(lots=[lot_voisin.pk])
    assert [(un.heures, un.retenues, un.exclues) for un in lignes] == [(20, 10, 10)]


def test_le_plafond_du_mois_se_partage_comme_les_heures(facilitateur, contrat, ligne, lot_voisin):
    creer_regle(code="R0", date_effet=datetime.date(2026, 1, 1), plafond_mensuel=Decimal(130))
    recalculer_realisation(lots=None)
    assert _retenues() == {contrat.lot_id: 130}
    _imputer(ligne, lot_voisin, "54", facilitateur)
    assert sum(_retenues().values()) == 130
    assert _tout_se_tient()


def test_un_titulaire_commun_suffit_quel_que_soit_le_role(facilitateur, contrat, ligne, lot_voisin):
    Attribution.objects.filter(lot=lot_voisin).update(role="COTRAITANT")
    _imputer(ligne, lot_voisin, "4", facilitateur)
    assert _retenues()[lot_voisin.pk] == 4
