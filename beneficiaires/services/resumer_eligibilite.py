"""Keep beside the person whether it was verified, and when: all that external users may read."""

from __future__ import annotations

from beneficiaires.enums import Decision
from beneficiaires.models import Beneficiaire, DecisionEligibilite


def resumer_eligibilite(*, beneficiaire: Beneficiaire) -> None:
    acceptees = DecisionEligibilite.objects.filter(
        beneficiaire=beneficiaire, decision=Decision.ACCEPTEE, retiree_a=None
    ).order_by("date_decision")
    premiere = acceptees.first()
    beneficiaire.est_eligible = premiere is not None
    beneficiaire.verifie_le = premiere.date_decision if premiere else None
    beneficiaire.save(update_fields=["est_eligible", "verifie_le"])
