"""The oracle against the reference examples, and the promises of the generator."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.oracle.decompte import MOTIFS_JOUR, ajouter_mois, calculer
from tests.oracle.generateur import generer

EXEMPLES = Path(__file__).parent.parent / "donnees" / "decompte"
OBSERVATION = date(2026, 1, 1)
NOMS = sorted(p.name for p in EXEMPLES.glob("essai-*.json") if not p.match("*.attendu.json"))


@pytest.mark.parametrize("nom", NOMS)
def test_l_oracle_retrouve_chaque_exemple(nom):
    scenario = json.loads((EXEMPLES / nom).read_text())
    attendu = json.loads((EXEMPLES / nom.replace(".json", ".attendu.json")).read_text())

    assert calculer(scenario, OBSERVATION) == attendu


def test_les_douze_exemples_sont_la():
    assert len(NOMS) == 12


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-08-31", 18, "2025-02-28"),
        ("2023-12-15", 1, "2024-01-15"),
    ],
)
def test_ajouter_des_mois_garde_le_jour_ou_le_dernier_du_mois(jour, mois, attendu):
    assert ajouter_mois(date.fromisoformat(jour), mois) == date.fromisoformat(attendu)


def test_le_generateur_est_reproductible():
    assert generer(7) == generer(7)
    assert generer(7) != generer(8)


def test_le_generateur_couvre_tous_les_motifs_et_le_bilan_tombe_juste():
    vus: set[str] = set()
    for graine in range(60):
        for lot in calculer(generer(graine), OBSERVATION)["lots"]:
            parts = [lot["en_attente"], lot["refusees"], lot["retenues"], *lot["exclues"].values()]
            assert Decimal(lot["declarees"]) == sum(map(Decimal, parts))
            vus.update(lot["exclues"])

    assert vus == {
        *("ABSENCE", "TUTORAT", "FORMATION_HORS_CONTRAT", "SANS_ELIGIBILITE", "PUBLIC_NON_ADMIS"),
        *(*MOTIFS_JOUR, "PLAFOND_MENSUEL"),
    }
