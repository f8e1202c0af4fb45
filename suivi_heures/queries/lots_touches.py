"""Which lots an event touches: an earlier contract, a decision, a rule reach every lot of the person."""

from __future__ import annotations

from collections.abc import Iterable

from beneficiaires.models import ContratTravail
from marches.models import Lot
from suivi_heures.models import Imputation
from suivi_heures.queries.decompte.acces import comme_interne


def lots_touches(
    *, lots: Iterable[int] = (), marches: Iterable[int] = (), beneficiaires: Iterable[int] = ()
) -> set[int]:
    """Lots to count again when hours of `lots`, facts of `beneficiaires` (contract, decision, person)
    or facts of `marches` (dates, publics, rule, operation) have changed.

    Before a work contract moves to another person or lot, ask for both sides.
    """
    with comme_interne():
        return _parcourir(set(lots), list(marches), set(beneficiaires))


def _parcourir(lots: set[int], marches: list[int], personnes: set[int]) -> set[int]:
    trouves = set(lots)
    if marches:
        trouves.update(Lot.objects.filter(marche__in=marches).values_list("pk", flat=True))
        personnes.update(ContratTravail.objects.filter(marche__in=marches).values_list("beneficiaire_id", flat=True))
    if personnes:
        trouves.update(ContratTravail.objects.filter(beneficiaire__in=personnes).values_list("lot_id", flat=True))
        imputees = Imputation.objects.en_vigueur().filter(contrat__beneficiaire__in=personnes)
        trouves.update(imputees.values_list("lot_id", flat=True))
    return trouves
