"""Timesheets whose reading was lost on the way, to be sent to a worker again."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures

ATTENTE = datetime.timedelta(minutes=2)
TENTATIVES_MAX = 5
PHRASE = (
    "La lecture de ce fichier n’a pas abouti malgré plusieurs essais. Votre facilitateur le voit\u202f;"
    " vous pouvez aussi déposer le même relevé en CSV."
)


@transaction.atomic
def relancer_releves() -> list[int]:
    """Five attempts in all; then the company and the facilitator are told, and nothing is lost."""
    perdus = (
        ReleveHeures.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(statut=StatutReleve.DEPOSE, depose_a__lt=timezone.now() - ATTENTE)
        .order_by("pk")
    )
    ids = dict(perdus.values_list("pk", "tentatives"))
    epuises = [pk for pk, tentatives in ids.items() if tentatives >= TENTATIVES_MAX]
    ReleveHeures.objects.filter(pk__in=epuises).update(statut=StatutReleve.A_COMPLETER, message=PHRASE)
    relances = [pk for pk in ids if pk not in epuises]
    ReleveHeures.objects.filter(pk__in=relances).update(tentatives=F("tentatives") + 1)
    return relances
