"""A corrected file read again: the lines that somebody had kept stay kept."""

from __future__ import annotations

from decimal import Decimal

from suivi_heures.enums import SortRetrait
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.retraits import lister_retraits
from suivi_heures.services.garder_retraits import garder_retraits

ZERO = Decimal(0)


def reporter_retraits(*, releve: ReleveHeures) -> Decimal:
    """Hours that stay after all. The caller saves `lecture` and recomputes the lots: the reading has just touched
    them."""
    decisions = (releve.lecture or {}).get("retraits") or {}
    gardees = {cle: dite for cle, dite in decisions.items() if dite.get("sort") == SortRetrait.GARDEE}
    rendues = ZERO
    for un in lister_retraits(releve) if gardees else ():
        dite = gardees.get(un.cle)
        if dite is not None:
            garder_retraits(releve=releve, retraits=[un], motif=dite.get("motif", ""), par=dite.get("par", ""))
            rendues += un.heures
    return rendues
