"""Keep on the timesheet what was decided of a line it no longer holds: who, when, why."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from suivi_heures.enums import SortRetrait
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.retraits import Retrait


def noter_retrait(
    *, releve: ReleveHeures, retrait: Retrait, sort: SortRetrait, heure_id: int, motif: str, par: Any
) -> None:
    """By contract, days and kind of hours: read again, the file finds the decision. The caller saves `lecture`."""
    lecture = releve.lecture or {}
    decisions = dict(lecture.get("retraits") or {})
    decisions[retrait.cle] = {
        "sort": sort.value,
        "heure": heure_id,
        "motif": motif,
        "par": str(par or ""),
        "le": timezone.now().isoformat(),
    }
    releve.lecture = lecture | {"retraits": decisions}
