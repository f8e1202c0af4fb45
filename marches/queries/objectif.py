"""What is due, read from the dated journal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum

from marches.models import EngagementHeures, Lot

ZERO = Decimal("0.00")
CENTIEME = Decimal("0.01")


def objectif_des_lots(lots: Iterable[int], *, au: datetime.date | None = None) -> dict[int, Decimal]:
    """Hours due by each lot at a date; without a date, everything that is written."""
    cles = list(lots)
    lignes = EngagementHeures.objects.filter(lot__in=cles)
    if au is not None:
        lignes = lignes.filter(date__lte=au)
    sommes = dict(lignes.values_list("lot_id").annotate(total=Sum("heures")).order_by())
    return {cle: sommes.get(cle, ZERO) for cle in cles}


def ratio_du_lot(lot: Lot) -> Decimal | None:
    """€ without tax per hour of insertion: the one that is set, else amount of the lot ÷ hours due."""
    if lot.ratio_eur_heure:
        return lot.ratio_eur_heure
    montant = lot.montant_ht
    if montant is None and Lot.objects.filter(marche_id=lot.marche_id).count() == 1:
        montant = lot.marche.montant_ht
    heures = objectif_des_lots([lot.pk])[lot.pk]
    if not montant or heures <= 0:
        return None
    return (montant / heures).quantize(CENTIEME, ROUND_HALF_UP)


def convertir_en_heures(montant: Decimal, ratio: Decimal) -> Decimal:
    """H = amount ÷ (€ per hour), to the hundredth: 13 500 € at 1 200 € → 11,25 h (domaine § 2.2)."""
    return (montant / ratio).quantize(CENTIEME, ROUND_HALF_UP)
