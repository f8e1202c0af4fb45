"""Withdraw an objective of a convention, or put it back."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaires.models import ObjectifConvention
from beneficiaires.services.fixer_objectif import ObjectifRefuse
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def retirer_objectif(*, objectif: ObjectifConvention, retire: bool, par: Any) -> None:
    """`retire`: what is wanted; asked twice, nothing more happens."""
    lignes = ObjectifConvention.objects.filter(pk=objectif.pk, retire_a__isnull=retire)
    try:
        with transaction.atomic():
            change = lignes.update(retire_a=timezone.now() if retire else None)
    except IntegrityError:
        raise ObjectifRefuse("Un autre objectif a pris sa place\u00a0: retirez-le d’abord.") from None
    if change:
        journaliser(Verbe.CONVENTION_ENREGISTREE, objectif.convention, par=par, objectif=str(objectif), retire=retire)
