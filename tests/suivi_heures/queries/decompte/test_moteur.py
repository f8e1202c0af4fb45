"""The engine in the database against the reference examples and against the day-by-day oracle."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import Realisation
from suivi_heures.queries.decompte.lignes import calculer_lignes
from suivi_heures.queries.realisation import realisation_des_lots
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.oracle.decompte import calculer
from tests.oracle.generateur import generer, reunir
from tests.suivi_heures.queries.decompte.chargeur import charger, creer_le_guichet

EXEMPLES = Path(__file__).parents[3] / "donnees" / "decompte"
OBSERVATION = date(2026, 1, 1)
NOMS = sorted(p.name for p in EXEMPLES.glob("essai-*.json") if not p.match("*.attendu.json"))
PAQUETS = [range(debut, debut + 50) for debut in range(0, 400, 50)]


def decompte_du_moteur() -> dict[str, Any]:
    """Same shape as the oracle's answer."""
    lignes: dict[int, list[dict[str, Any]]] = {}
    for ligne in calculer_lignes():
        lignes.setdefault(ligne.lot_id, []).append(
            {
                "ref": ligne.ref,
                "retenues": f"{ligne.retenues:.2f}",
                "valorisees": f"{ligne.valorisees:.2f}",
                "motifs": {code.value: f"{heures:.2f}" for code, heures in ligne.motifs.items()},
            }
        )
    totaux = realisation_des_lots(au=OBSERVATION)
    return {"lots": [t.en_json() | {"lignes": lignes.get(lot, [])} for lot, t in totaux.items()]}


def verifier_que_rien_ne_se_perd() -> None:
    for total in realisation_des_lots(au=OBSERVATION).values():
        exclues = sum(total.exclues.values(), Decimal(0))
        assert total.declarees == total.en_attente + total.refusees + total.retenues + exclues


def realisations() -> list[dict[str, Any]]:
    return list(Realisation.objects.order_by("lot_id").values())


@pytest.mark.parametrize("nom", NOMS)
def test_le_moteur_retrouve_chaque_exemple(db, nom):
    scenario = json.loads((EXEMPLES / nom).read_text())
    attendu = json.loads((EXEMPLES / nom.replace(".json", ".attendu.json")).read_text())

    with within_guichet(creer_le_guichet(scenario).pk):
        charger(scenario)
        recalculer_realisation(lots=None)
        assert decompte_du_moteur() == attendu
        verifier_que_rien_ne_se_perd()


@pytest.mark.parametrize("graines", PAQUETS, ids=lambda p: f"{p.start}-{p.stop - 1}")
def test_le_moteur_retrouve_l_oracle(db, graines):
    scenario = reunir(graines)

    with within_guichet(creer_le_guichet(scenario).pk):
        charger(scenario)
        recalculer_realisation(lots=None)
        assert decompte_du_moteur() == calculer(scenario, OBSERVATION)
        verifier_que_rien_ne_se_perd()


@pytest.mark.parametrize("graine", range(1000, 1012))
def test_lot_par_lot_donne_la_meme_chose_que_tout_le_guichet(db, graine):
    scenario = generer(graine)
    with within_guichet(creer_le_guichet(scenario).pk):
        lots = list(charger(scenario).values())
        Random(graine).shuffle(lots)
        for lot in lots:
            recalculer_realisation(lots=[lot])
        un_par_un = realisations()

        assert recalculer_realisation(lots=None) == set()
        assert realisations() == un_par_un
        assert decompte_du_moteur() == calculer(scenario, OBSERVATION)
