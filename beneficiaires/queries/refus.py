"""People whose eligibility was refused: decided, and not left to decide."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Count, Max, Q

from beneficiaires.enums import Decision
from beneficiaires.models import DecisionEligibilite


def refus_debout(personnes: Iterable[int]) -> dict[int, datetime.date]:
    """The day of the last refusal of each. An acceptance that stands silences every refusal. One query."""
    decisions = DecisionEligibilite.objects.filter(beneficiaire__in=list(personnes), retiree_a=None)
    resumes = decisions.values("beneficiaire_id").annotate(
        acceptees=Count("pk", filter=Q(decision=Decision.ACCEPTEE)),
        refus=Max("date_decision", filter=Q(decision=Decision.REFUSEE)),
    )
    return {r["beneficiaire_id"]: r["refus"] for r in resumes if r["refus"] and not r["acceptees"]}
