"""What is kept for replay is dropped once nobody may still be repeating: calls of programs, forms of people."""

from __future__ import annotations

import datetime

from django.utils import timezone

from clauses_app.audit.envois import oublier_envois
from suivi_heures.models import ReponseRejouable

GARDEES = datetime.timedelta(hours=72)  # 24 announced; a weekend passes before a broken job is run again


def oublier_reponses() -> int:
    """How many answers; the forms have their own delay."""
    oublier_envois()
    effacees, _ = ReponseRejouable.objects.filter(faite_a__lt=timezone.now() - GARDEES).delete()
    return effacees
