"""What each line of the ledger is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from suivi_heures.enums import Motif
from suivi_heures.queries.decompte.acces import comme_interne, lire
from suivi_heures.queries.decompte.perimetre import Perimetre, perimetre_complet, perimetre_des_lots
from suivi_heures.queries.decompte.regles import MOTIFS, colonne
from suivi_heures.queries.decompte.requete import requete_par_ligne


@dataclass(frozen=True, slots=True)
class LigneComptee:
    """A line with its hours: declared = waiting, refused, or kept + the sum of `motifs`."""

    id: int
    ref: str
    lot_id: int
    contrat_id: int
    du: date
    au: date
    nature: str
    statut: str
    heures: Decimal
    retenues: Decimal
    valorisees: Decimal
    coefficient: Decimal
    motifs: dict[Motif, Decimal]

    @property
    def exclues(self) -> Decimal:
        return sum(self.motifs.values(), Decimal("0.00"))


def centiemes(valeur: int) -> Decimal:
    return Decimal(valeur).scaleb(-2)


def lire_motifs(rangee: dict[str, Any]) -> dict[Motif, Decimal]:
    return {motif: centiemes(rangee[colonne(motif)]) for motif in MOTIFS if rangee[colonne(motif)]}


def compter(perimetre: Perimetre) -> list[LigneComptee]:
    """Lines of this scope, by lot and by reference."""
    return [
        LigneComptee(
            id=r["id"],
            ref=r["ref"],
            lot_id=r["lot_id"],
            contrat_id=r["contrat_id"],
            du=r["du"],
            au=r["au"],
            nature=r["nature"],
            statut=r["statut"],
            heures=centiemes(r["heures"]),
            retenues=centiemes(r["retenues"]),
            valorisees=centiemes(r["valorisees"]),
            coefficient=r["coef"],
            motifs=lire_motifs(r),
        )
        for r in lire(requete_par_ligne(perimetre), perimetre.arguments)
    ]


def calculer_lignes(*, lots: Iterable[int] | None = None) -> list[LigneComptee]:
    """Every line that weighs in these lots (None = the whole guichet)."""
    with comme_interne():
        return compter(perimetre_complet() if lots is None else perimetre_des_lots(lots))
