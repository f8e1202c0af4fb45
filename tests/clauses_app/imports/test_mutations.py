"""Damaged files, and every file of the parsers' traps: read, or refused with a sentence; nobody dies of them."""

import pytest

from clauses_app.imports.tableur import ATTENTE_MAX, lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from tests.clauses_app.imports.mutations import DONNEES, eprouver


def test_deux_cents_fichiers_abimes_sont_lus_ou_refuses():
    mesure = eprouver(200)
    assert mesure.pannes == []
    assert max(mesure.durees) < ATTENTE_MAX
    print(mesure.phrase())  # noqa: T201


def _issue(chemin):
    try:
        return lire_tableur(chemin.read_bytes(), chemin.name).forme
    except FichierIllisible as refus:
        return refus.phrase


@pytest.mark.parametrize("chemin", sorted((DONNEES / "tableurs").glob("*.*")), ids=lambda chemin: chemin.name)
def test_chaque_fichier_piege_est_lu_ou_refuse_avec_une_phrase(chemin):
    issue = _issue(chemin)
    assert issue in {"xlsx", "xls", "ods", "csv"} or (issue.endswith(".") and len(issue) < 200)
