"""Decide whether a person belongs to a public: dated, reasoned, never rewritten."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from beneficiaires.enums import Decision
from beneficiaires.models import Beneficiaire, DecisionEligibilite
from beneficiaires.services.resumer_eligibilite import resumer_eligibilite
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler


@transaction.atomic
def decider_eligibilite(
    *,
    beneficiaire: Beneficiaire,
    categorie: str,
    decision: str,
    date_decision: datetime.date,
    principale: bool = False,
    motif: str = "",
    justificatif_vu_le: datetime.date | None = None,
    prescripteur: str = "",
    prolonge_au: datetime.date | None = None,
    par: Any,
) -> DecisionEligibilite:
    """One main category at most: a new main one replaces the former as main, both stay."""
    beneficiaire = Beneficiaire.objects.select_for_update(of=("self",)).get(pk=beneficiaire.pk)
    autres = DecisionEligibilite.objects.filter(beneficiaire=beneficiaire, principale=True)
    if principale and decision == Decision.ACCEPTEE:
        autres.update(principale=False)
    ligne: DecisionEligibilite = DecisionEligibilite.objects.create(
        beneficiaire=beneficiaire,
        categorie=categorie,
        decision=decision,
        date_decision=date_decision,
        principale=principale and decision == Decision.ACCEPTEE,
        motif=motif,
        justificatif_vu_le=justificatif_vu_le,
        prescripteur=prescripteur,
        prolonge_au=prolonge_au if decision == Decision.ACCEPTEE else None,
        par_nom=str(par or ""),
    )
    resumer_eligibilite(beneficiaire=beneficiaire)
    signaler(beneficiaires=[beneficiaire.pk])
    journaliser(
        Verbe.ELIGIBILITE_DECIDEE,
        beneficiaire,
        par=par,
        libelle=f"bénéficiaire {beneficiaire.ref}",
        decision=decision,
        date=date_decision,
        categorie=categorie,
    )
    return ligne
