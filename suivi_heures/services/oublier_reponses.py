"""Answers kept for replay are dropped once no program may still be repeating its call."""

from __future__ import annotations

import datetime

from django.utils import timezone

from suivi_heures.models import ReponseRejouable

GARDEES = datetime.timedelta(hours=72)  # 24 announced; a weekend passes before a broken job is run again


def oublier_reponses() -> int:
    effacees, _ = ReponseRejouable.objects.filter(faite_a__lt=timezone.now() - GARDEES).delete()
    return effacees
