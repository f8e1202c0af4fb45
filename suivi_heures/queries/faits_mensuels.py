"""What each work contract gave each month, counted by the same SQL as every screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suivi_heures.enums import Motif, StatutHeure
from suivi_heures.queries.decompte.acces import comme_interne, lire
from suivi_heures.queries.decompte.lignes import centiemes, lire_motifs
from suivi_heures.queries.decompte.perimetre import perimetre_des_lots
from suivi_heures.queries.decompte.regles import MOTIFS, colonne
from suivi_heures.queries.decompte.requete import requete_par_ligne

_SOMMES = ", ".join(
    f"sum({nom})::bigint AS {nom}" for nom in ("heures", "retenues", "valorisees", *map(colonne, MOTIFS))
)


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

    @property
    def est_validee(self) -> bool:
        return self.statut == StatutHeure.VALIDEE


def faits_mensuels(*, lots: Iterable[int]) -> list[FaitMensuel]:
    """Every month that weighs in these lots, oldest first."""
    with comme_interne():
        perimetre = perimetre_des_lots(lots)
        requete = f"""
            SELECT lot_id, contrat_id, date_trunc('month', du)::date AS mois, statut, {_SOMMES}
            FROM ({requete_par_ligne(perimetre)}) t GROUP BY 1, 2, 3, 4 ORDER BY 3, 1, 2, 4"""
        rangees = lire(requete, perimetre.parametres)
    return [
        FaitMensuel(
            lot_id=r["lot_id"],
            contrat_id=r["contrat_id"],
            mois=r["mois"],
            statut=r["statut"],
            heures=centiemes(r["heures"]),
            retenues=centiemes(r["retenues"]),
            valorisees=centiemes(r["valorisees"]),
            motifs=lire_motifs(r),
        )
        for r in rangees
    ]
