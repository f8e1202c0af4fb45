"""Somebody says that an address works again."""

from __future__ import annotations

from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import AdresseEnEchec


def retablir_adresse(*, adresse: AdresseEnEchec, par: Adhesion) -> bool:
    """False when it was already done."""
    actuelle = AdresseEnEchec.objects.actuelles().filter(pk=adresse.pk)
    if not actuelle.update(levee_a=timezone.now(), levee_par=str(par)):
        return False
    journaliser(Verbe.CONTACT_CHANGE, adresse, par=par, retablie=True)
    return True
