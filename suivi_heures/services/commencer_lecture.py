"""A worker takes a timesheet to read it: counted before anything can go wrong."""

from __future__ import annotations

from django.db.models import F

from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures


def commencer_lecture(*, releve_id: int) -> bool:
    """Was it still to be read? Waiting in a queue is no attempt: only a worker that starts is."""
    attendent = ReleveHeures.objects.filter(pk=releve_id, statut=StatutReleve.DEPOSE)
    return bool(attendent.update(tentatives=F("tentatives") + 1))
