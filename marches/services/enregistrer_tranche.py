"""Create a tranche of a lot, or change one whose hours are not due yet."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.enums import NatureTranche, SourceEngagement, TypeActe
from marches.models import Acte, Marche, Tranche
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def enregistrer_tranche(
    *, tranche: Tranche, par: Any, date: datetime.date | None = None, deja_dues: bool = False
) -> Tranche:
    """A firm one is due at once, from `date`, unless its hours are already in the journal (`deja_dues`)."""
    marche = Marche.objects.select_for_update(of=("self",)).get(pk=tranche.lot.marche_id)
    nouvelle = tranche.pk is None
    if not nouvelle and Acte.objects.en_vigueur().filter(tranche=tranche).exists():
        raise ValidationError("Les heures de cette tranche sont dues : passez par un avenant pour les changer.")
    memes = Tranche.objects.filter(lot=tranche.lot, ref__iexact=tranche.ref).exclude(pk=tranche.pk)
    if memes.exists():
        raise ValidationError({"ref": "Ce lot a déjà une tranche de ce numéro."})
    tranche.save()
    if nouvelle and tranche.nature == NatureTranche.FERME:
        inscrire_acte(
            marche=marche,
            type=TypeActe.TRANCHE,
            date=date or marche.date_debut,
            motif=tranche.objet,
            par=par,
            lignes=[] if deja_dues else [(tranche.lot, tranche.heures)],
            source=SourceEngagement.TRANCHE,
            lot=tranche.lot,
            tranche=tranche,
            numero=tranche.ref,
            montant_ht=tranche.montant_ht,
        )
    else:
        journaliser(Verbe.TRANCHE_ENREGISTREE, tranche, par=par, marche_id=marche.pk, heures=tranche.heures)
    return tranche
