"""A declared subcontractor (DC4): hours may be passed on to it, its holder stays liable for all of them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marches.enums import RoleAttribution, TypeActe
from marches.models import Acte, Attribution, Entreprise
from marches.services.attribuer_lot import DejaAttribue, attribuer_lot
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def declarer_sous_traitant(
    *,
    donneur_ordre: Attribution,
    entreprise: Entreprise,
    date: datetime.date,
    par: Any,
    montant_ht: Decimal | None = None,
    heures: Decimal | None = None,
    motif: str = "",
) -> Acte:
    if donneur_ordre.entreprise_id == entreprise.pk:
        raise ValidationError({"entreprise": "Une entreprise ne sous-traite pas à elle-même."})
    try:
        attribution = attribuer_lot(
            lot=donneur_ordre.lot,
            entreprise=entreprise,
            role=RoleAttribution.SOUS_TRAITANT,
            heures_affectees=heures,
            par=par,
        )
    except DejaAttribue as refus:
        raise ValidationError({"entreprise": str(refus)}) from refus
    attribution.donneur_ordre, attribution.date_debut = donneur_ordre, date
    attribution.dc4_date, attribution.dc4_montant_ht = date, montant_ht
    attribution.save(update_fields=["donneur_ordre", "date_debut", "dc4_date", "dc4_montant_ht"])
    part = {
        "attribution": attribution.pk,
        "entreprise": str(entreprise),
        "avant": None,
        "apres": None if heures is None else f"{heures:.2f}",
    }
    return inscrire_acte(
        marche=donneur_ordre.lot.marche,
        type=TypeActe.SOUS_TRAITANCE,
        date=date,
        motif=motif,
        par=par,
        lot=donneur_ordre.lot,
        montant_ht=montant_ht,
        parts=[part],
    )
