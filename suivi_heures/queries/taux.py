"""The rate of an obligation: what was done over what is due, from the hours, never from another rate.

Two readings of one quotient. Data carry the normative rate, four decimals, half up. What people read is the quotient
itself, that `formater_pourcent` rounds once: rounding the normative rate again would print 43,4 % for 43,345.
"""

from __future__ import annotations

from decimal import Decimal

from clauses_app.interface.formats import arrondir, calculer_part

DECIMALES = 4


def part_realisee(realise: Decimal, objectif: Decimal | None) -> Decimal | None:
    """In points, not rounded, never bounded; None where nothing is due."""
    return calculer_part(realise, objectif) if objectif is not None and objectif > 0 else None


def taux_normatif(realise: Decimal, objectif: Decimal | None) -> Decimal | None:
    """The ratio that data carry; None where nothing is due."""
    return arrondir(realise / objectif, DECIMALES) if objectif is not None and objectif > 0 else None
