"""Cancel a collective action with its motive, or put it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import Action
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def annuler_action(*, action: Action, annulee: bool, motif: str = "", par: Any) -> None:
    """`annulee`: what is wanted; asked twice, nothing more happens."""
    lignes = Action.objects.filter(pk=action.pk, annulee_a__isnull=annulee)
    if lignes.update(annulee_a=timezone.now() if annulee else None, motif_annulation=motif if annulee else ""):
        verbe = Verbe.ACTION_ANNULEE if annulee else Verbe.ACTION_RETABLIE
        journaliser(verbe, action, par=par, marche_id=action.marche_id, motif=motif)
