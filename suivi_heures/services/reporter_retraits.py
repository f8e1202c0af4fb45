"""A corrected file read again: the lines that somebody had kept stay kept."""

from __future__ import annotations

from suivi_heures.enums import SortRetrait
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.retraits import lister_retraits
from suivi_heures.services.garder_retraits import garder_retraits


def reporter_retraits(*, releve: ReleveHeures) -> None:
    """The caller saves `lecture` and recomputes the lots: the reading has just touched them."""
    decisions = (releve.lecture or {}).get("retraits") or {}
    for cle, dite in decisions.items():
        if dite.get("sort") == SortRetrait.GARDEE:
            siens = [un for un in lister_retraits(releve) if un.cle == cle]
            garder_retraits(releve=releve, retraits=siens, motif=dite.get("motif", ""), par=dite.get("par", ""))
