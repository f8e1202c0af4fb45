"""Cancel a session, or put it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import SeanceAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def annuler_seance(*, seance: SeanceAction, annulee: bool, par: Any) -> None:
    """What was noted there stays, and counts no more until it is put back."""
    lignes = SeanceAction.objects.filter(pk=seance.pk, annulee_a__isnull=annulee)
    if lignes.update(annulee_a=timezone.now() if annulee else None):
        journaliser(Verbe.SEANCE_ECRITE, seance.action, par=par, jour=seance.jour, annulee=annulee)
