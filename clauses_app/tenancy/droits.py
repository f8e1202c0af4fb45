"""The declared rights (`droits.toml`), read as the catalogue writes them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

DECLARATION = Path(__file__).with_name("droits.toml")
DROIT = re.compile(r"(?P<verbe>[A-Z]+)(?: \((?P<colonnes>[\w, ]+)\))?(?:, |$)")

# (table, role, privilege, column or "")
type Droit = tuple[str, str, str, str]


@dataclass(frozen=True)
class Declaration:
    """What the database must be, no more and no less."""

    partagees: dict[str, str]
    droits: frozenset[Droit]
    declencheurs: dict[str, str]


def lire_declaration(chemin: Path = DECLARATION) -> Declaration:
    donnees = tomllib.loads(chemin.read_text("utf-8"))
    droits = {
        droit
        for table, par_role in donnees["droits"].items()
        for role, texte in par_role.items()
        for droit in _developper(table, role, texte)
    }
    return Declaration(donnees["partagees"], frozenset(droits), donnees["declencheurs"])


def _developper(table: str, role: str, texte: str) -> list[Droit]:
    """« SELECT, UPDATE (role, est_active) » → one right per privilege and column."""
    if DROIT.sub("", texte):
        raise ValueError(f"droits.toml, {table}, {role} : « {texte} » ne se lit pas.")
    return [
        (table, role, trouve["verbe"], colonne.strip())
        for trouve in DROIT.finditer(texte)
        for colonne in (trouve["colonnes"] or "").split(",")
    ]


def ecrire_droit(droit: Droit) -> str:
    """« interne : UPDATE (statut) sur suivi_heures_heure »"""
    table, role, verbe, colonne = droit
    return f"{role} : {verbe}{f' ({colonne})' if colonne else ''} sur {table}"
