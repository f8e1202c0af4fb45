"""Change the rounding, the useful minimum and the conversions of the guichet, from a date on."""

from __future__ import annotations

from typing import Any

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import ReglageCalibrage


def regler_calibrage(*, reglage: ReglageCalibrage, par: Any) -> ReglageCalibrage:
    """One more version: the former ones explain the sizings they served."""
    reglage.pk = None
    reglage.par_nom = str(par or "")
    reglage.save(force_insert=True)
    journaliser(
        Verbe.CALIBRAGE_REGLE,
        reglage,
        par=par,
        date_effet=reglage.date_effet,
        arrondi=str(reglage.arrondi),
        multiple=reglage.multiple,
        minimum_utile=reglage.minimum_utile,
    )
    return reglage
