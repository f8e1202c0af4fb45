"""Turns that are added and never changed: the last one is taken back by a contrary turn, both stay readable."""

from __future__ import annotations

from collections.abc import Sequence

from suivi_heures.models import EtapeAppel, EtapeProposition


def retenir_etapes[E: (EtapeAppel, EtapeProposition)](etapes: Sequence[E]) -> tuple[E, ...]:
    """In their order, without those taken back nor what took them back."""
    reprises = {e.annule for e in etapes}
    return tuple(e for e in etapes if e.annule is None and e.rang not in reprises)
