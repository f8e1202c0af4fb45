"""Take a person out of a collective action, or back in."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import InscriptionAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def retirer_de_l_action(*, inscription: InscriptionAction, retiree: bool, par: Any) -> None:
    """Her presences stay, and come back with her."""
    lignes = InscriptionAction.objects.filter(pk=inscription.pk, retiree_a__isnull=retiree)
    if lignes.update(retiree_a=timezone.now() if retiree else None):
        journaliser(Verbe.ACTION_INSCRIPTION, inscription.action, par=par, retiree=retiree)
