"""Undo a line of the journal of hours due by its opposite."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from marches.models import EngagementHeures
from marches.services.inscrire_engagement import inscrire_engagement


class DejaContrepasse(ValueError):
    """This line already has its opposite."""


@transaction.atomic
def contrepasser_engagement(*, ligne: EngagementHeures, motif: str, par: Any) -> EngagementHeures:
    """Same lot, date and source, opposite hours: the objective is right again at every date."""
    ligne = EngagementHeures.objects.get(pk=ligne.pk)
    if ligne.acte_id is not None:
        raise DejaContrepasse("Cette ligne vient d’un acte : annulez l’acte, sur la page « Vie du marché ».")
    marque = f"annule la ligne {ligne.pk}\u00a0:"
    if EngagementHeures.objects.filter(lot_id=ligne.lot_id, motif__startswith=marque).exists():
        raise DejaContrepasse("Cette ligne est déjà annulée.")
    return inscrire_engagement(
        lot=ligne.lot,
        date=ligne.date,
        source=ligne.source,
        heures=-ligne.heures,
        motif=f"{marque} {motif}"[:500],
        par=par,
    )
