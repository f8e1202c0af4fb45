"""Add a contact to a company, or put one right: the former row is withdrawn, never overwritten."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import ContactEntreprise


class ContactDejaChange(RuntimeError):
    """The row that was being put right is no longer the current one."""


@transaction.atomic
def enregistrer_contact(*, contact: ContactEntreprise, remplace: int | None = None, par: Adhesion) -> ContactEntreprise:
    """`remplace`: the row it comes from."""
    if remplace is not None:
        ancien = ContactEntreprise.objects.presents().filter(pk=remplace, entreprise_id=contact.entreprise_id)
        if not ancien.update(retire_a=timezone.now(), retire_par=str(par)):
            raise ContactDejaChange(
                "Ce contact a été changé pendant que vous écriviez\u00a0: comparez avec la liste, puis recommencez."
            )
    contact.pk = None
    contact.par_nom, contact.retire_a, contact.retire_par = str(par), None, ""  # may come from a withdrawn row
    contact.save(force_insert=True)
    journaliser(Verbe.CONTACT_CHANGE, contact.entreprise, par=par, contact=contact.nom)
    return contact
