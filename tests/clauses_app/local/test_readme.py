"""README.md tells the truth: variables, make targets, files it names."""

import re
from pathlib import Path

from django.conf import settings

RACINE = Path(settings.BASE_DIR)
README = (RACINE / "README.md").read_text()
DU_LANCEMENT = {"PORT", "HOTE", "PROCESSUS", "ARGS"}


def _variables() -> set[str]:
    tableau = README.split("## Variables d’environnement")[1].split("##")[0]
    lignes = [ligne.split("|")[1] for ligne in tableau.splitlines() if ligne.startswith("| `")]
    return set(re.findall(r"`([A-Z_]+)`", " ".join(lignes)))


def test_chaque_variable_des_reglages_est_dite_et_reciproquement() -> None:
    texte = (RACINE / "clauses_app" / "settings.py").read_text()
    lues = set(re.findall(r'(?:env\.\w+|lire_secret)\(\s*"([A-Z_]+)"', texte))
    assert _variables() - DU_LANCEMENT == lues


def test_les_fichiers_nommes_existent() -> None:
    for chemin in re.findall(r"\]\(([^)#]+)\)", README):
        assert (RACINE / chemin).exists(), chemin


def test_les_cibles_nommees_existent() -> None:
    cibles = set(re.findall(r"^(\w+):", (RACINE / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make (\w+) ", README.split("## Où lire")[0])) - {"seul"} <= cibles
