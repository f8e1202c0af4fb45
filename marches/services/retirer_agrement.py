"""Take back an agreement written by mistake, or put it back."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Agrement
from marches.services.noter_agrement import AgrementRefuse


@transaction.atomic
def retirer_agrement(*, agrement: Agrement, retire: bool, par: Any) -> None:
    """`retire`: what is wanted; asked twice, nothing more happens."""
    lignes = Agrement.objects.filter(pk=agrement.pk, retire_a__isnull=retire)
    try:
        with transaction.atomic():
            change = lignes.update(retire_a=timezone.now() if retire else None)
    except IntegrityError:
        raise AgrementRefuse("Un autre conventionnement a pris sa place\u00a0: retirez-le d’abord.") from None
    if change:
        verbe = Verbe.AGREMENT_RETIRE if retire else Verbe.AGREMENT_RETABLI
        journaliser(verbe, agrement.structure, par=par, debut=agrement.debut)
