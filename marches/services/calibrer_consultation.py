"""Size every lot of a consultation at once, by amount and labour share, with one rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from marches.enums import MethodeCalibrage
from marches.models import Calibrage, LotProjet, ProjetAchat
from marches.queries.formules_calibrage import Reglages
from marches.queries.ratios import Ratio
from marches.services.calibrer_lot import calibrer_lot


@dataclass(frozen=True)
class Bilan:
    """What was sized, and what was not, with the reason of each."""

    faits: tuple[Calibrage, ...]
    laisses: tuple[tuple[LotProjet, str], ...]


@transaction.atomic
def calibrer_consultation(
    *, projet: ProjetAchat, taux: Decimal, ratios: Mapping[str, Ratio], reglages: Reglages, par: Any
) -> Bilan:
    """A lot without amount, without trade or without ratio is left as it is, and said."""
    faits, laisses = [], []
    for lot in LotProjet.objects.filter(projet=projet, sans_clause=False).order_by("pk"):
        ratio = ratios.get(lot.secteur)
        manque = _ce_qui_manque(lot, ratio)
        if manque:
            laisses.append((lot, manque))
            continue
        faits.append(
            calibrer_lot(
                lot=lot,
                methode=MethodeCalibrage.MONTANT_MO,
                saisies={"montant": lot.montant_ht, "taux": taux},
                ratio=ratio,
                reglages=reglages,
                note="Calibrage de toute la consultation",
                par=par,
            )
        )
    return Bilan(tuple(faits), tuple(laisses))


def _ce_qui_manque(lot: LotProjet, ratio: Ratio | None) -> str:
    if not lot.montant_ht:
        return "il manque son montant"
    if ratio is None:
        return "il manque son métier"
    return "" if ratio.est_complet else f"le guichet n’a pas les ratios de « {ratio.libelle} »"
