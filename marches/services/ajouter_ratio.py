"""Add a dated version to the ratios of a trade."""

from __future__ import annotations

from typing import Any

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import RatioSecteur


def ajouter_ratio(*, ratio: RatioSecteur, par: Any) -> RatioSecteur:
    """Sizings already made keep the figures they were made with."""
    ratio.pk = None
    ratio.par_nom = str(par or "")
    ratio.save(force_insert=True)
    journaliser(
        Verbe.CALIBRAGE_REGLE,
        ratio,
        par=par,
        code=ratio.code,
        date_effet=ratio.date_effet,
        part=ratio.part_main_oeuvre,
        cout=ratio.cout_horaire,
        retire=ratio.est_retire,
    )
    return ratio
