"""Withdraw a contact of a company; its row stays, dated."""

from __future__ import annotations

from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import ContactEntreprise


def retirer_contact(*, contact: ContactEntreprise, par: Adhesion) -> bool:
    """False when it was already withdrawn."""
    present = ContactEntreprise.objects.presents().filter(pk=contact.pk)
    if not present.update(retire_a=timezone.now(), retire_par=str(par)):
        return False
    journaliser(Verbe.CONTACT_CHANGE, contact.entreprise, par=par, contact=contact.nom, retire=True)
    return True
