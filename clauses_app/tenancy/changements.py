"""Tell the rooms above that facts of the count have changed, without knowing them.

A service that changes a date, a decision or a rule says so here, in its transaction; the room that
counts has subscribed (its AppConfig.ready) and recomputes what is touched in the same transaction:
facts and balance never differ. Not a Django signal: one subscriber, called explicitly (ADR 0011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Changement:
    """Identifiers of what changed, by kind; `guichet`: a setting that all its figures follow."""

    lots: frozenset[int] = frozenset()
    marches: frozenset[int] = frozenset()
    beneficiaires: frozenset[int] = frozenset()
    guichet: bool = False


_abonnes: list[Callable[[Changement], None]] = []
_peseurs: list[Callable[[frozenset[int]], Decimal]] = []


def abonner(fonction: Callable[[Changement], None]) -> None:
    """Register once; a second registration of the same function changes nothing."""
    if fonction not in _abonnes:
        _abonnes.append(fonction)


def signaler(
    *,
    lots: Iterable[int] = (),
    marches: Iterable[int] = (),
    beneficiaires: Iterable[int] = (),
    guichet: bool = False,
) -> None:
    """Facts of these rows have just been written in the current transaction."""
    changement = Changement(frozenset(lots), frozenset(marches), frozenset(beneficiaires), guichet)
    if changement == Changement():
        return
    for fonction in _abonnes:
        fonction(changement)


def abonner_pesee(fonction: Callable[[frozenset[int]], Decimal]) -> None:
    """The room that counts says how many hours of these people count."""
    if fonction not in _peseurs:
        _peseurs.append(fonction)


def peser(*, beneficiaires: Iterable[int]) -> Decimal:
    """Hours of these people that count now, in this transaction: asked before and after a change, what it costs."""
    personnes = frozenset(beneficiaires)
    return sum((fonction(personnes) for fonction in _peseurs), Decimal(0))
