"""The source of the project, read as syntax trees. Each offence is told with its file and line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
PAQUETS = ("clauses_app", "marches", "beneficiaires", "suivi_heures")


def fichiers(*dossiers: str, motif: str = "*.py") -> list[Path]:
    """Source files, migrations apart."""
    return sorted(
        chemin
        for dossier in dossiers or PAQUETS
        for chemin in (RACINE / dossier).rglob(motif)
        if "migrations" not in chemin.parts and "__pycache__" not in chemin.parts
    )


@cache
def arbre(chemin: Path) -> ast.Module:
    return ast.parse(chemin.read_text("utf-8"), str(chemin))


def ou(chemin: Path, ligne: int = 0) -> str:
    return f"{chemin.relative_to(RACINE)}:{ligne}" if ligne else str(chemin.relative_to(RACINE))


def fonctions(chemin: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for noeud in ast.walk(arbre(chemin)):
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef):
            yield noeud


def couche(chemin: Path) -> str:
    """« views », « services »…: the part of the room a file belongs to."""
    parties = chemin.relative_to(RACINE).with_suffix("").parts
    return parties[2] if parties[0] == "clauses_app" and len(parties) > 2 else parties[1]


def dire(fautes: list[str]) -> str:
    return "\n" + "\n".join(fautes)
