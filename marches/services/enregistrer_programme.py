"""Create a programme with a rule of its own, or change what is known of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Programme


@transaction.atomic
def enregistrer_programme(*, programme: Programme, par: Any) -> Programme:
    memes = Programme.objects.filter(code__iexact=programme.code, date_effet=programme.date_effet)
    if memes.exclude(pk=programme.pk).exists():
        raise ValidationError({"date_effet": "Ce programme a déjà une version à cette date."})
    programme.save()
    journaliser(
        Verbe.PROGRAMME_ENREGISTRE,
        programme,
        par=par,
        taux={nature.lower(): str(taux) for nature, taux in programme.taux.items()},
    )
    return programme
