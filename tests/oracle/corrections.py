"""Add signed correcting lines to a generated document, in the oracle's own vocabulary."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any


def corriger(scenario: dict[str, Any], graine: int) -> dict[str, Any]:
    """Some lines corrected in part, once or twice; others taken back whole (``annulee`` on both)."""
    hasard = Random(graine)
    corrige = deepcopy(scenario)
    for ligne in list(corrige["heures"]):
        tirage = hasard.random()
        if tirage < 0.15:
            for _ in range(hasard.randint(1, 2)):
                part = hasard.choice(["-0.01", "-7.00", "12.34", str(-Decimal(ligne["heures"]) / 2)])
                corrige["heures"].append(_correction(ligne, part, len(corrige["heures"])))
        elif tirage < 0.25:
            corrige["heures"].append(_correction(ligne, f"-{ligne['heures']}", len(corrige["heures"])))
            ligne["annulee"] = corrige["heures"][-1]["annulee"] = True
    return corrige


def _correction(ligne: dict[str, Any], heures: str, rang: int) -> dict[str, Any]:
    exactes = Decimal(heures).quantize(Decimal("0.01"))
    return ligne | {"ref": f"{ligne['ref']}/{rang}", "heures": str(exactes), "corrige": ligne["ref"]}
