"""Lines sent by a program, in the form of the template: they take the same way as any file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from suivi_heures.imports.modele import Colonne
from suivi_heures.restitutions.modele_releve import COLONNES, ecrire_csv

CHAMPS = {
    Colonne.IDENTIFIANT: "identifiant",
    Colonne.TRAVAIL: "travail",
    Colonne.FORMATION: "formation",
    Colonne.ABSENCE: "absence",
    Colonne.OBSERVATION: "observation",
}


def ecrire_releve_de_programme(lignes: Sequence[Mapping[str, Any]]) -> bytes:
    """The same lines give the same bytes: sent twice, they are one timesheet."""
    return ecrire_csv([[*COLONNES], *([_ecrire(ligne.get(CHAMPS.get(c, ""))) for c in COLONNES] for ligne in lignes)])


def _ecrire(valeur: Any) -> str:
    if valeur is None:
        return ""
    return f"{valeur:.2f}".replace(".", ",") if isinstance(valeur, Decimal) else str(valeur)
