"""Receipts that have not left by mail yet, to be sent to a worker again."""

from __future__ import annotations

import datetime

from django.utils import timezone

from suivi_heures.models import RecuDepot
from suivi_heures.services.prendre_recu import ESSAIS_MAX

ATTENTE = datetime.timedelta(minutes=2)


def relancer_recus() -> list[int]:
    attente = RecuDepot.objects.filter(
        envoye_a=None, tentatives__lt=ESSAIS_MAX, cree_a__lt=timezone.now() - ATTENTE
    ).exclude(courriel="")
    return list(attente.order_by("pk").values_list("pk", flat=True))
