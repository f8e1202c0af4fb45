"""Withdraw a decision entered by mistake: it stays, marked, and no longer weighs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import DecisionEligibilite
from beneficiaires.services.resumer_eligibilite import resumer_eligibilite
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler


class DejaRetiree(ValueError):
    """The decision was already withdrawn."""


@transaction.atomic
def retirer_decision(*, decision: DecisionEligibilite, motif: str, par: Any) -> DecisionEligibilite:
    decision = DecisionEligibilite.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.retiree_a is not None:
        raise DejaRetiree("Cette décision est déjà retirée.")
    decision.retiree_a, decision.motif_retrait, decision.principale = timezone.now(), motif, False
    decision.save(update_fields=["retiree_a", "motif_retrait", "principale"])
    personne = decision.beneficiaire
    resumer_eligibilite(beneficiaire=personne)
    signaler(beneficiaires=[personne.pk])
    journaliser(
        Verbe.ELIGIBILITE_DECIDEE, personne, par=par, libelle=f"bénéficiaire {personne.ref}", retrait=True, motif=motif
    )
    return decision
