"""Take back a version of what is asked for a category: the one before applies again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import ReferencePublic
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def retirer_public(*, reference: ReferencePublic, par: Any) -> None:
    """No decision depends on it: a decision keeps its own date and reason."""
    journaliser(
        Verbe.PUBLICS_REGLES, reference, par=par, code=reference.code, date_effet=reference.date_effet, retiree=True
    )
    reference.delete()
