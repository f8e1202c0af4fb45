"""manage.py noter_releves: the score of each file, and each difference."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CORPUS = Path(__file__).parents[2] / "donnees" / "releves"


def noter(dossier):
    sortie = StringIO()
    try:
        call_command("noter_releves", str(dossier), stdout=sortie)
    except CommandError as erreur:
        sortie.write(str(erreur))
    return " ".join(sortie.getvalue().split())


def test_le_corpus_est_lu_juste_en_entier():
    sortie = noter(CORPUS)
    assert "10 sur 10 lus juste." in sortie
    assert "FAUX" not in sortie


def test_un_ecart_est_dit_et_fait_echouer(tmp_path):
    for nom in ("fichiers", "attendus"):
        (tmp_path / nom).mkdir()
    nom = "F01_Releve_heures_CORVALIN_2026-01"
    shutil.copy(CORPUS / "fichiers" / f"{nom}.xlsx", tmp_path / "fichiers")
    shutil.copy(CORPUS / "base.json", tmp_path)
    attendu = json.loads((CORPUS / "attendus" / f"{nom}.attendu.json").read_text("utf-8"))
    attendu["lignes"][0]["heures"] = "1.00"
    (tmp_path / "attendus" / f"{nom}.attendu.json").write_text(json.dumps(attendu))
    sortie = noter(tmp_path)
    assert "lignes : différent ; totaux : égal ; anomalies : égal" in sortie
    assert "ligne B001 2026-01-01 2026-01-31 TRAVAIL : 140.50 au lieu de 1.00" in sortie
    assert "Des relevés ne sont pas lus comme attendu." in sortie


@pytest.mark.parametrize("dossier", ["absent", "."])
def test_un_dossier_qui_n_est_pas_un_corpus_est_dit(tmp_path, dossier):
    assert "ne se lit pas" in noter(tmp_path / dossier)
