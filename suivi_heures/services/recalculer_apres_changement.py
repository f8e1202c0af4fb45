"""Recompute what a change of facts in a room below has touched, in the same transaction."""

from __future__ import annotations

from clauses_app.tenancy.changements import Changement
from suivi_heures.queries.lots_touches import lots_touches
from suivi_heures.services.perimer_suivi import perimer_suivi
from suivi_heures.services.recalculer_realisation import recalculer_realisation


def recalculer_apres_changement(*, changement: Changement) -> None:
    """An event on a person touches all the lots of that person."""
    if changement.guichet or changement.marches:
        perimer_suivi(lots=None if changement.guichet else (), marches=changement.marches)
    lots = lots_touches(lots=changement.lots, marches=changement.marches, beneficiaires=changement.beneficiaires)
    if lots:
        recalculer_realisation(lots=lots)
