"""Signed lines: same count, same facts; a pair that cancels out weighs nothing."""

from datetime import date
from decimal import Decimal

import pytest

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.queries.decompte.lignes import calculer_lignes
from suivi_heures.queries.realisation import realisation_des_lots
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_regle
from tests.factories.suivi_heures import creer_heure
from tests.oracle.corrections import corriger
from tests.oracle.decompte import calculer
from tests.oracle.generateur import reunir
from tests.suivi_heures.queries.decompte.chargeur import charger, creer_le_guichet

OBSERVATION = date(2026, 1, 1)
FIGURES = ("retenues", "valorisees", "motifs")


def test_les_lignes_rectificatives_suivent_l_oracle(db):
    scenario = corriger(reunir(range(2000, 2040)), 2000)

    with within_guichet(creer_le_guichet(scenario).pk):
        charger(scenario)
        recalculer_realisation(lots=None)
        comparer(scenario)


def comparer(scenario):
    """Every total; every line but those that cancel out, which the engine does not list."""
    attendu = calculer(scenario, OBSERVATION)
    totaux = [t.en_json() for t in realisation_des_lots(au=OBSERVATION).values()]
    assert totaux == [{k: v for k, v in lot.items() if k != "lignes"} for lot in attendu["lots"]]
    annulees = {ligne["ref"] for ligne in scenario["heures"] if ligne.get("annulee")}
    lignes = {x["ref"]: x for lot in attendu["lots"] for x in lot["lignes"] if x["ref"] not in annulees}
    assert {x.ref for x in calculer_lignes()} == set(lignes)
    for ligne in calculer_lignes():
        motifs = {code.value: f"{heures:.2f}" for code, heures in ligne.motifs.items()}
        obtenu = (f"{ligne.retenues:.2f}", f"{ligne.valorisees:.2f}", motifs)
        assert obtenu == tuple(lignes[ligne.ref][nom] for nom in FIGURES), ligne.ref


@pytest.fixture
def contrat(dans_guichet):
    creer_regle(plafond_mensuel=Decimal("100.00"))
    return creer_contrat()


def retenues():
    return {ligne.ref: ligne.retenues for ligne in calculer_lignes()}


def test_une_correction_paie_la_difference_qu_elle_fait(contrat):
    ligne = creer_heure(contrat=contrat, ref="A", heures="120.00")
    creer_heure(contrat=contrat, ref="B", heures="-15.00", corrige_id=ligne.pk)
    creer_heure(contrat=contrat, ref="C", heures="-15.00", corrige_id=ligne.pk)

    assert retenues() == {"A": Decimal("100.00"), "B": Decimal("0.00"), "C": Decimal("-10.00")}


def test_les_heures_rendues_par_une_correction_reviennent_aux_suivantes(contrat):
    ligne = creer_heure(contrat=contrat, ref="A", heures="90.00")
    creer_heure(contrat=contrat, ref="B", heures="40.00")
    assert retenues()["B"] == Decimal("10.00")

    creer_heure(contrat=contrat, ref="C", heures="-50.00", corrige_id=ligne.pk)
    assert retenues() == {"A": Decimal("90.00"), "B": Decimal("40.00"), "C": Decimal("-50.00")}


def test_une_ligne_annulee_ne_pese_plus_rien(contrat):
    ligne = creer_heure(contrat=contrat, ref="A", heures="90.00", annulee=True)
    creer_heure(contrat=contrat, ref="A-", heures="-90.00", corrige_id=ligne.pk, annulee=True)
    creer_heure(contrat=contrat, ref="B", heures="40.00")

    assert retenues() == {"B": Decimal("40.00")}
