"""Note how an action ended for a person, where contracts and steps do not say it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from beneficiaires.models import InscriptionAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class IssueRefusee(ValueError):
    """The end cannot be noted; the sentence says why."""


@transaction.atomic
def noter_issue(*, inscription: InscriptionAction, issue: str, le: datetime.date | None, par: Any) -> None:
    """An empty `issue` takes back what was noted."""
    if issue and (le is None or le < inscription.action.date_debut):
        raise IssueRefusee("L’issue se constate après le début de l’action\u00a0: vérifiez la date.")
    inscription.issue, inscription.issue_le = issue, le if issue else None
    inscription.save(update_fields=["issue", "issue_le"])
    journaliser(Verbe.ACTION_ISSUE, inscription.action, par=par)
