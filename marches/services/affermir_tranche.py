"""Firm an optional tranche: its hours become due from that day."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marches.enums import NatureTranche, SourceEngagement, TypeActe
from marches.models import Acte, Marche, Tranche
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def affermir_tranche(*, tranche: Tranche, date: datetime.date, par: Any, motif: str = "") -> Acte:
    marche = Marche.objects.select_for_update(of=("self",)).get(pk=tranche.lot.marche_id)
    tranche = Tranche.objects.select_for_update(of=("self",)).select_related("lot").get(pk=tranche.pk)
    if tranche.nature != NatureTranche.OPTIONNELLE:
        raise ValidationError("Une tranche ferme est due dès le départ : elle ne s’affermit pas.")
    if Acte.objects.en_vigueur().filter(tranche=tranche, type=TypeActe.AFFERMISSEMENT).exists():
        raise ValidationError("Cette tranche est déjà affermie : rechargez la page.")
    if date < marche.date_debut:
        raise ValidationError({"date": "L’affermissement est avant le début du marché : vérifiez la date."})
    return inscrire_acte(
        marche=marche,
        type=TypeActe.AFFERMISSEMENT,
        date=date,
        motif=motif or tranche.objet,
        par=par,
        lignes=[(tranche.lot, tranche.heures)],
        source=SourceEngagement.TRANCHE,
        lot=tranche.lot,
        tranche=tranche,
        numero=tranche.ref,
        montant_ht=tranche.montant_ht,
    )
