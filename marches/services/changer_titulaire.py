"""Another company takes the place of a holder: the former one stays, with what it has done."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marches.enums import TypeActe
from marches.models import Acte, Attribution, Entreprise
from marches.services.attribuer_lot import DejaAttribue, attribuer_lot
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def changer_titulaire(
    *,
    attribution: Attribution,
    entreprise: Entreprise,
    date: datetime.date,
    motif: str,
    par: Any,
    heures: Decimal | None = None,
) -> Acte:
    """`heures`: what the newcomer takes over, off the share of the one that leaves (all of it by default)."""
    parti = (
        Attribution.objects.select_for_update(of=("self",))
        .select_related("entreprise", "lot__marche")
        .get(pk=attribution.pk)
    )
    if parti.date_fin is not None:
        raise ValidationError("Cette entreprise a déjà été remplacée : rechargez la page.")
    if date <= (parti.date_debut or parti.lot.marche.date_debut):
        raise ValidationError({"date": "Le changement doit venir après l’arrivée du titulaire en place."})
    if heures is not None and parti.heures_affectees is not None and heures > parti.heures_affectees:
        raise ValidationError({"heures": "Le titulaire en place a moins d’heures que cela à sa charge."})
    avant = parti.heures_affectees
    reprises = avant if heures is None else heures
    try:
        arrive = attribuer_lot(
            lot=parti.lot, entreprise=entreprise, role=parti.role, heures_affectees=reprises, par=par
        )
    except DejaAttribue as refus:
        raise ValidationError({"entreprise": str(refus)}) from refus
    arrive.date_debut, arrive.donneur_ordre_id = date, parti.donneur_ordre_id
    arrive.save(update_fields=["date_debut", "donneur_ordre"])
    parti.date_fin = date - datetime.timedelta(days=1)
    parti.heures_affectees = None if avant is None or reprises is None else avant - reprises
    parti.save(update_fields=["date_fin", "heures_affectees"])
    parts = [_part(parti, avant, parti.heures_affectees), _part(arrive, None, reprises)]
    return inscrire_acte(
        marche=parti.lot.marche, type=TypeActe.TITULAIRE, date=date, motif=motif, par=par, lot=parti.lot, parts=parts
    )


def _part(attribution: Attribution, avant: Decimal | None, apres: Decimal | None) -> dict[str, Any]:
    return {
        "attribution": attribution.pk,
        "entreprise": str(attribution.entreprise),
        "avant": None if avant is None else f"{avant:.2f}",
        "apres": None if apres is None else f"{apres:.2f}",
    }
