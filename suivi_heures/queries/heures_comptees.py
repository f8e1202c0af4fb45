"""How many hours of some people count, wherever they worked."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from beneficiaires.models import ContratTravail
from suivi_heures.queries.decompte.lignes import calculer_lignes
from suivi_heures.queries.lots_touches import lots_touches

ZERO = Decimal("0.00")


def heures_comptees(beneficiaires: Iterable[int]) -> Decimal:
    """Validated and admitted by the rules, before bonuses."""
    personnes = list(beneficiaires)
    contrats = set(ContratTravail.objects.filter(beneficiaire__in=personnes).values_list("pk", flat=True))
    lots = lots_touches(beneficiaires=personnes)
    lignes = calculer_lignes(lots=lots) if lots else []
    return sum((ligne.retenues for ligne in lignes if ligne.contrat_id in contrats), ZERO)
