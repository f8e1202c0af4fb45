"""Lots as they stand at the end of a quarter: the count of every line up to that day, summed by the database.

Hours of later months are left out, what is due is what was due on that day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from suivi_heures.enums import Motif, StatutHeure
from suivi_heures.queries.couverture import Couverture, Par, calculer_couvertures
from suivi_heures.queries.decompte.acces import comme_interne, lire
from suivi_heures.queries.decompte.lignes import centiemes, lire_motifs
from suivi_heures.queries.decompte.perimetre import perimetre_complet, perimetre_des_lots
from suivi_heures.queries.decompte.regles import MOTIFS, colonne
from suivi_heures.queries.decompte.requete import requete_par_ligne
from suivi_heures.queries.realisation import objectifs_et_plafonds, plafonner_bonification
from suivi_heures.queries.trimestres import Trimestre

ZERO = Decimal("0.00")
_SOMMES = ", ".join(f"COALESCE(sum(l.{colonne(motif)}), 0) AS {colonne(motif)}" for motif in MOTIFS)


@dataclass(frozen=True, slots=True)
class ChiffresDuLot:
    """`avant_*`: the months before the quarter, as they are counted now."""

    lot_id: int
    due: Decimal
    declarees: Decimal = ZERO
    en_attente: Decimal = ZERO
    refusees: Decimal = ZERO
    retenues: Decimal = ZERO
    valorisees: Decimal = ZERO
    motifs: dict[Motif, Decimal] = field(default_factory=dict)
    avant_declarees: Decimal = ZERO
    avant_valorisees: Decimal = ZERO
    couverture: Couverture = field(default_factory=Couverture)
    couverture_trimestre: Couverture = field(default_factory=Couverture)

    @property
    def exclues(self) -> Decimal:
        return sum(self.motifs.values(), ZERO)


def chiffres_du_trimestre(
    trimestre: Trimestre, *, au: datetime.date, lots: Iterable[int] | None = None
) -> dict[int, ChiffresDuLot]:
    """By lot (None = the whole guichet). `au`: the day from which declarations are expected."""
    demandes = None if lots is None else sorted(set(lots))
    if demandes == []:
        return {}
    sommes = _sommer(trimestre, demandes)
    objectifs = objectifs_et_plafonds(lots=demandes, au=trimestre.fin)
    cumul = calculer_couvertures(Par.LOT, list(objectifs), au=au, jusque=trimestre.fin)
    du_trimestre = calculer_couvertures(Par.LOT, list(objectifs), au=au, depuis=trimestre.debut, jusque=trimestre.fin)
    return {
        lot: _composer(lot, due, plafond, sommes.get(lot), cumul[lot], du_trimestre[lot])
        for lot, (due, plafond) in objectifs.items()
    }


def _sommer(trimestre: Trimestre, lots: list[int] | None) -> dict[int, dict[str, Any]]:
    with comme_interne():
        perimetre = perimetre_complet() if lots is None else perimetre_des_lots(lots)
        avant = "FILTER (WHERE l.du < CAST(%(debut)s AS date))"
        requete = f"""
SELECT l.lot_id, sum(l.heures) AS declarees,
  COALESCE(sum(l.heures) FILTER (WHERE l.statut = '{StatutHeure.SOUMISE}'), 0) AS en_attente,
  COALESCE(sum(l.heures) FILTER (WHERE l.statut = '{StatutHeure.REFUSEE}'), 0) AS refusees,
  sum(l.retenues) AS retenues, sum(l.valorisees) AS valorisees, {_SOMMES},
  COALESCE(sum(l.heures) {avant}, 0) AS avant_declarees, COALESCE(sum(l.retenues) {avant}, 0) AS avant_retenues,
  COALESCE(sum(l.valorisees) {avant}, 0) AS avant_valorisees
FROM ({requete_par_ligne(perimetre)}) l WHERE l.du <= CAST(%(fin)s AS date) GROUP BY l.lot_id"""
        arguments = perimetre.arguments | {"debut": trimestre.debut, "fin": trimestre.fin}
        return {rangee["lot_id"]: rangee for rangee in lire(requete, arguments)}


def _composer(
    lot: int,
    due: Decimal,
    plafond: Decimal | None,
    r: dict[str, Any] | None,
    couverture: Couverture,
    couverture_trimestre: Couverture,
) -> ChiffresDuLot:
    if r is None:
        return ChiffresDuLot(lot, due, couverture=couverture, couverture_trimestre=couverture_trimestre)

    def valoriser(retenues: Any, valorisees: Any) -> Decimal:
        return plafonner_bonification(
            retenues=centiemes(retenues), valorisees=centiemes(valorisees), objectif=due, plafond_pct=plafond
        )

    return ChiffresDuLot(
        lot_id=lot,
        due=due,
        declarees=centiemes(r["declarees"]),
        en_attente=centiemes(r["en_attente"]),
        refusees=centiemes(r["refusees"]),
        retenues=centiemes(r["retenues"]),
        valorisees=valoriser(r["retenues"], r["valorisees"]),
        motifs=lire_motifs(r),
        avant_declarees=centiemes(r["avant_declarees"]),
        avant_valorisees=valoriser(r["avant_retenues"], r["avant_valorisees"]),
        couverture=couverture,
        couverture_trimestre=couverture_trimestre,
    )
