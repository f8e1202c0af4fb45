"""manage.py calculer_realisation, as the reprise format specifies it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clauses_app.tenancy.contexte import within_guichet
from tests.suivi_heures.queries.decompte.chargeur import charger, creer_le_guichet

EXEMPLES = Path(__file__).parents[2] / "donnees" / "decompte"


@pytest.fixture
def essai(db):
    scenario = json.loads((EXEMPLES / "essai-104.json").read_text())
    with within_guichet(creer_le_guichet(scenario).pk):
        charger(scenario)
    return json.loads((EXEMPLES / "essai-104.attendu.json").read_text())


def executer(*arguments):
    sortie = StringIO()
    call_command("calculer_realisation", *arguments, stdout=sortie)
    return sortie.getvalue()


def test_le_json_avec_les_lignes_est_celui_du_format(essai):
    sortie = executer("--guichet", "essai-104", "--json", "--lignes", "--au", "2026-01-01")

    assert json.loads(sortie) == essai


def test_sans_lignes_seuls_les_totaux(essai):
    sortie = json.loads(executer("--guichet", "essai-104", "--json", "--au", "2026-01-01"))

    assert sortie["lots"] == [{k: v for k, v in lot.items() if k != "lignes"} for lot in essai["lots"]]


def test_sans_json_une_phrase_par_lot(essai):
    assert len(executer("--guichet", "essai-104").splitlines()) == len(essai["lots"])


def test_un_guichet_inconnu_et_une_date_illisible_se_disent(essai):
    with pytest.raises(CommandError, match=r"^Guichet «.x.» inconnu.*guichets connus.*essai-104"):
        executer("--guichet", "x")
    with pytest.raises(CommandError, match="AAAA-MM-JJ"):
        executer("--guichet", "essai-104", "--au", "hier")
