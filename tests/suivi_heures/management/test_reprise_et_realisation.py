"""The twelve examples through the two commands, as a guichet would: bring in, count, bring in again."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

EXEMPLES = Path(__file__).parents[2] / "donnees" / "decompte"
NOMS = sorted(p.name for p in EXEMPLES.glob("essai-*.json") if not p.match("*.attendu.json"))


def executer(*arguments):
    sortie = StringIO()
    call_command(*arguments, "--json", "--au", "2026-01-01", stdout=sortie)
    return json.loads(sortie.getvalue())


@pytest.mark.parametrize("nom", NOMS)
def test_reprendre_puis_calculer_donne_l_attendu_au_centieme(db, nom):
    attendu = json.loads((EXEMPLES / nom.replace(".json", ".attendu.json")).read_text())

    executer("reprendre", str(EXEMPLES / nom))

    calcul = ["calculer_realisation", "--guichet", nom.removesuffix(".json"), "--lignes"]
    assert executer(*calcul) == attendu
    rejoue = executer("reprendre", str(EXEMPLES / nom))
    assert not any(rejoue["cree"].values())
    assert not any(rejoue["mis_a_jour"].values())
    assert executer(*calcul) == attendu
