"""The rate a programme asks of a contract, by the kind of service it buys."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marches.models import Marche


@dataclass(frozen=True)
class TauxProgramme:
    libelle: str
    taux: Decimal


def taux_du_programme(marche: Marche) -> TauxProgramme | None:
    """None without a programme, or where several rates leave the choice open."""
    if marche.programme is None:
        return None
    taux = marche.programme.taux
    nature = marche.nature_prestation or (next(iter(taux)) if len(taux) == 1 else "")
    return TauxProgramme(marche.programme.libelle, taux[nature]) if nature in taux else None
