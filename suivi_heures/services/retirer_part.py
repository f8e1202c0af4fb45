"""Withdraw the share of a funder, or put it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import PartPoste
from suivi_heures.services.inscrire_part import inscrire_part


@transaction.atomic
def retirer_part(*, part: PartPoste, retire: bool, par: Adhesion) -> None:
    """`retire`: what is wanted; asked twice, nothing more happens. Put back, it fits the cost like any other."""
    if retire == (part.retire_a is not None):
        return
    if not retire:
        part.retire_a = None
        inscrire_part(part=part, par=par)
        return
    if PartPoste.objects.filter(pk=part.pk, retire_a=None).update(retire_a=timezone.now()):
        journaliser(Verbe.PART_CHANGEE, part.poste, par=par, financeur=part.financeur, retiree=True)
