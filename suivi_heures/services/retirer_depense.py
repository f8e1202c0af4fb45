"""Take back a spending, or put it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import DepensePoste


@transaction.atomic
def retirer_depense(*, depense: DepensePoste, retire: bool, par: Adhesion) -> None:
    """`retire`: what is wanted; asked twice, nothing more happens."""
    lignes = DepensePoste.objects.filter(pk=depense.pk, retire_a__isnull=retire)
    if lignes.update(retire_a=timezone.now() if retire else None):
        verbe = Verbe.DEPENSE_RETIREE if retire else Verbe.DEPENSE_RETABLIE
        journaliser(verbe, depense.poste, par=par, depense=depense.libelle, montant=depense.montant)
