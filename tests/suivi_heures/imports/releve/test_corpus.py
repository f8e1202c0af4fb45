"""Every timesheet of the corpus is read as its truth says: lines, totals, anomalies."""

import json
from pathlib import Path

import pytest

from suivi_heures.imports.releve.base import connaissances_de_la_base
from suivi_heures.imports.releve.noter import comparer, lire_du_corpus

CORPUS = Path(__file__).parents[3] / "donnees" / "releves"
ATTENDUS = sorted((CORPUS / "attendus").glob("*.attendu.json"))
DIVERS = CORPUS.with_name("releves_divers")  # layouts met later, for the same guichet
CONNU = connaissances_de_la_base(json.loads((CORPUS / "base.json").read_text("utf-8")))


@pytest.mark.parametrize(
    "chemin",
    [*ATTENDUS, *sorted((DIVERS / "attendus").glob("*.attendu.json"))],
    ids=lambda chemin: chemin.name[:3],
)
def test_un_releve_du_corpus_est_lu_juste(chemin):
    attendu = json.loads(chemin.read_text("utf-8"))
    lu = lire_du_corpus(chemin.parents[1] / "fichiers", attendu["fichier"], attendu["contexte"], CONNU)
    assert comparer(lu.en_json(), attendu) == []


def test_la_lecture_dit_ou_et_pourquoi():
    """« lu comme … parce que … », for the screen and for the memory of the layout."""
    attendu = json.loads(next(c for c in ATTENDUS if c.name.startswith("F05")).read_text("utf-8"))
    lecture = lire_du_corpus(CORPUS / "fichiers", attendu["fichier"], attendu["contexte"], CONNU).en_json()["lecture"]
    tableau, voulu = lecture["tableaux"][0], attendu["lecture"]["tableaux"][0]
    assert tableau["ligne_entete"] == voulu["ligne_entete"]
    assert {**tableau["colonnes"], **voulu["colonnes"]} == tableau["colonnes"]
    assert tableau["heures"] == voulu["heures"]
    assert (lecture["employeur_lu"]["cellule"], lecture["employeur_lu"]["parce_que"]) == ("A2", "SIRET du fichier")
    assert lecture["periode_lue"]["cellule"] == attendu["lecture"]["periode_lue"]["cellule"]
    assert {"lu": "chantier", "parce_que": "titre «\u00a0Chantier\u00a0»"}.items() <= _preuve(tableau, "E6").items()


def _preuve(tableau, cellule):
    return next(preuve for preuve in tableau["preuves"] if preuve["cellule"] == cellule)
