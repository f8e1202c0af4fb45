"""A sender takes its timesheet back: what it said beside the other's figure goes with it."""

from __future__ import annotations

from suivi_heures.models import EnvoiCroise, ReleveHeures


def oublier_envois_croises(*, releve: ReleveHeures) -> None:
    """A decision already taken stays, with its motive."""
    EnvoiCroise.objects.filter(releve_id=releve.pk, decide_a=None).delete()
