"""Add a version to a rule of the count. A version is never edited: one adds the next."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import RegleDecompte


def ajouter_regle(*, regle: RegleDecompte, par: Any) -> RegleDecompte:
    """The doorway queues the recomputation: a rule may touch every lot of the guichet."""
    if RegleDecompte.objects.filter(code=regle.code, date_effet=regle.date_effet).exists():
        raise ValidationError(
            {"date_effet": "Cette règle a déjà une version à cette date. Choisissez une autre date d’effet."}
        )
    regle.pk = None
    regle.save(force_insert=True)
    journaliser(Verbe.REGLE_AJOUTEE, regle, par=par, code=regle.code, date_effet=regle.date_effet)
    return regle
