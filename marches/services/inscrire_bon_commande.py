"""A purchase order of a framework agreement: its amount becomes hours by the ratio of the lot."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marches.enums import SourceEngagement, TypeActe
from marches.models import Acte, Lot
from marches.queries.objectif import convertir_en_heures
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def inscrire_bon_commande(
    *,
    lot: Lot,
    numero: str,
    date: datetime.date,
    par: Any,
    montant_ht: Decimal | None = None,
    heures: Decimal | None = None,
    motif: str = "",
) -> Acte:
    """Hours given prevail over those of the ratio. 48 000 € at 1 200 € an hour → 40 h (domaine § 2.2)."""
    ratio = None
    if heures is None:
        if montant_ht is None:
            raise ValidationError({"montant_ht": "Écrivez le montant du bon, ou ses heures."})
        ratio = lot.ratio_eur_heure
        if not ratio:
            raise ValidationError(
                {"heures": "Ce lot n’a pas de ratio : écrivez les heures, ou réglez le ratio du lot."}
            )
        heures = convertir_en_heures(montant_ht, ratio)
    return inscrire_acte(
        marche=lot.marche,
        type=TypeActe.BON_COMMANDE,
        date=date,
        motif=motif,
        par=par,
        lignes=[(lot, heures)],
        source=SourceEngagement.BON_COMMANDE,
        lot=lot,
        numero=numero,
        montant_ht=montant_ht,
        ratio_eur_heure=ratio,
    )
