"""What each work contract gave each month, counted by the same function as every screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suivi_heures.enums import Motif
from suivi_heures.queries.decompte.lignes import LigneComptee, calculer_lignes

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class FaitMensuel:
    """Sum of the lines of a work contract that begin in a month, by status."""

    lot_id: int
    contrat_id: int
    mois: date
    statut: str
    heures: Decimal
    retenues: Decimal
    valorisees: Decimal
    motifs: dict[Motif, Decimal]


def faits_mensuels(*, lots: Iterable[int]) -> list[FaitMensuel]:
    """Every month that weighs in these lots, oldest first."""
    groupes: dict[tuple[date, int, int, str], list[LigneComptee]] = defaultdict(list)
    for ligne in calculer_lignes(lots=lots):
        groupes[ligne.du.replace(day=1), ligne.lot_id, ligne.contrat_id, ligne.statut].append(ligne)
    return [
        FaitMensuel(
            lot_id=lot_id,
            contrat_id=contrat_id,
            mois=mois,
            statut=statut,
            heures=sum((ligne.heures for ligne in lignes), ZERO),
            retenues=sum((ligne.retenues for ligne in lignes), ZERO),
            valorisees=sum((ligne.valorisees for ligne in lignes), ZERO),
            motifs=_additionner(lignes),
        )
        for (mois, lot_id, contrat_id, statut), lignes in sorted(groupes.items(), key=lambda groupe: groupe[0])
    ]


def _additionner(lignes: Iterable[LigneComptee]) -> dict[Motif, Decimal]:
    motifs: dict[Motif, Decimal] = defaultdict(lambda: ZERO)
    for ligne in lignes:
        for motif, heures in ligne.motifs.items():
            motifs[motif] += heures
    return {motif: heures for motif, heures in motifs.items() if heures}
