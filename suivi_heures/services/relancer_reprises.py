"""Files of another tool whose examination or import was lost, to be sent to a worker again."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from suivi_heures.enums import StatutReprise
from suivi_heures.models import Reprise

PERDUE_APRES = datetime.timedelta(minutes=10)


@transaction.atomic
def relancer_reprises() -> list[tuple[int, str]]:
    """(identifier, status). A row that a worker holds is skipped; both tasks leave alone what is done."""
    perdues = (
        Reprise.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            statut__in=(StatutReprise.DEPOSEE, StatutReprise.EN_COURS),
            contenu__isnull=False,
            deposee_a__lt=timezone.now() - PERDUE_APRES,
        )
        .order_by("pk")
    )
    return list(perdues.values_list("pk", "statut"))
