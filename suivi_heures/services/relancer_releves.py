"""Timesheets whose reading was lost on the way, or put off, to be sent to a worker again."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.lecture_releve import PHRASE_REPORTEE, REPORTEE

ATTENTE = datetime.timedelta(minutes=2)
ENTRE_DEUX = datetime.timedelta(minutes=4)  # sweeps that come together do not lengthen the queue
TENTATIVES_MAX = 5
PHRASE = (
    "La lecture de ce fichier n’a pas abouti malgré plusieurs essais. Votre facilitateur le voit\u202f;"
    " vous pouvez aussi déposer le même relevé en CSV."
)


@transaction.atomic
def relancer_releves() -> list[int]:
    """Five readings begun in all; then the company and the facilitator are told, and nothing is lost. One that no
    worker has taken yet waits as long as the queue is: it was not tried."""
    maintenant = timezone.now()
    perdus = (
        ReleveHeures.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(statut=StatutReleve.DEPOSE, depose_a__lt=maintenant - ATTENTE)
        .filter(Q(relance_a=None) | Q(relance_a__lt=maintenant - ENTRE_DEUX))
        .order_by("pk")
    )
    trouves = list(perdus.only("tentatives", "message"))
    epuises = [releve for releve in trouves if releve.tentatives >= TENTATIVES_MAX]
    for releve in epuises:
        releve.statut = StatutReleve.A_COMPLETER
        releve.message = PHRASE_REPORTEE if releve.message.startswith(REPORTEE) else PHRASE
    ReleveHeures.objects.bulk_update(epuises, ["statut", "message"])
    relances = [releve.pk for releve in trouves if releve not in epuises]
    ReleveHeures.objects.filter(pk__in=relances).update(relance_a=maintenant)
    return relances
