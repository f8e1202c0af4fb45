"""A worker takes a timesheet to read it: counted before anything can go wrong."""

from __future__ import annotations

from django.db.models import F

from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures


def commencer_lecture(*, releve_id: int) -> None:
    """Waiting in a queue is no attempt: only a worker that starts is."""
    ReleveHeures.objects.filter(pk=releve_id, statut=StatutReleve.DEPOSE).update(tentatives=F("tentatives") + 1)
