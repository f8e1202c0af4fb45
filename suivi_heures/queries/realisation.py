"""Totals of the lots as they are read: objective and cap on bonuses depend on the day of observation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from suivi_heures.enums import Motif
from suivi_heures.queries.decompte.regles import MOTIFS, colonne
from suivi_heures.queries.taux import taux_normatif

ZERO = Decimal("0.00")
_CENTIEME = Decimal("0.01")

# The version in force at the start of the contract, the oldest if none was.
_REQUETE = f"""
SELECT l.id, m.id, m.ref, l.ref, COALESCE(o.objectif, 0), v.bonification_plafond_pct,
  COALESCE(r.declarees, 0), COALESCE(r.en_attente, 0), COALESCE(r.refusees, 0), COALESCE(r.retenues, 0),
  COALESCE(r.valorisees, 0), {", ".join(f"COALESCE(r.{colonne(motif)}, 0)" for motif in MOTIFS)}
FROM marches_lot l
JOIN marches_marche m ON m.id = l.marche_id
LEFT JOIN suivi_heures_realisation r ON r.lot_id = l.id AND r.guichet_id = l.guichet_id
LEFT JOIN LATERAL (
  SELECT sum(e.heures) AS objectif FROM marches_engagementheures e
  WHERE e.guichet_id = l.guichet_id AND e.lot_id = l.id AND e.date <= %(au)s) o ON TRUE
LEFT JOIN LATERAL (
  SELECT g.bonification_plafond_pct FROM marches_regledecompte g
  WHERE g.guichet_id = m.guichet_id AND g.code = m.regle_code
  ORDER BY g.date_effet <= m.date_debut DESC,
    CASE WHEN g.date_effet <= m.date_debut THEN g.date_effet END DESC, g.date_effet
  LIMIT 1) v ON TRUE
WHERE {{filtre}}
ORDER BY l.id"""


@dataclass(frozen=True, slots=True)
class TotauxLot:
    """Totals of one lot at a date. `valorisees` is already capped."""

    lot_id: int
    marche_id: int
    marche: str
    lot: str
    objectif: Decimal
    declarees: Decimal
    en_attente: Decimal
    refusees: Decimal
    retenues: Decimal
    valorisees: Decimal
    exclues: dict[Motif, Decimal]

    @property
    def taux(self) -> Decimal | None:
        """Ratio, never bounded; None where there is nothing to reach."""
        return taux_normatif(self.valorisees, self.objectif)

    @property
    def reste(self) -> Decimal:
        return max(ZERO, self.objectif - self.valorisees)

    @property
    def bonification(self) -> Decimal:
        return self.valorisees - self.retenues

    def en_json(self) -> dict[str, Any]:
        """A row of `lots`, as `calculer_realisation --json` prints it."""
        return {
            "marche": self.marche,
            "lot": self.lot,
            "objectif": f"{self.objectif:.2f}",
            "declarees": f"{self.declarees:.2f}",
            "en_attente": f"{self.en_attente:.2f}",
            "refusees": f"{self.refusees:.2f}",
            "retenues": f"{self.retenues:.2f}",
            "valorisees": f"{self.valorisees:.2f}",
            "taux": None if self.taux is None else f"{self.taux:.4f}",
            "exclues": {code.value: f"{heures:.2f}" for code, heures in sorted(self.exclues.items())},
        }


def plafonner_bonification(
    *, retenues: Decimal, valorisees: Decimal, objectif: Decimal, plafond_pct: Decimal | None
) -> Decimal:
    """Hours valued once the bonus is brought back to its share of the objective, never below zero."""
    if plafond_pct is None:
        return valorisees
    plafond = (objectif * plafond_pct / 100).quantize(_CENTIEME, ROUND_HALF_UP)
    return retenues + min(valorisees - retenues, max(ZERO, plafond))


def realisation_des_lots(*, lots: Iterable[int] | None = None, au: date | None = None) -> dict[int, TotauxLot]:
    """Stored totals of these lots (None = the whole guichet) observed at `au` (default: today), by lot."""
    filtre = "TRUE" if lots is None else "l.id = ANY(%(lots)s)"
    parametres = {"au": au or timezone.localdate(), "lots": None if lots is None else list(lots)}
    with connection.cursor() as curseur:
        curseur.execute(_REQUETE.format(filtre=filtre), parametres)
        return {rangee[0]: _lire(rangee) for rangee in curseur.fetchall()}


def objectifs_et_plafonds(*, lots: Iterable[int] | None, au: date) -> dict[int, tuple[Decimal, Decimal | None]]:
    """What is due at `au` and the cap on bonuses (in % of it), by lot."""
    filtre = "TRUE" if lots is None else "l.id = ANY(%(lots)s)"
    with connection.cursor() as curseur:
        curseur.execute(_REQUETE.format(filtre=filtre), {"au": au, "lots": None if lots is None else list(lots)})
        return {rangee[0]: (rangee[4], rangee[5]) for rangee in curseur.fetchall()}


def _lire(rangee: tuple[Any, ...]) -> TotauxLot:
    lot_id, marche_id, marche, lot, objectif, pct, declarees, attente, refusees, retenues, valorisees = rangee[:11]
    return TotauxLot(
        lot_id=lot_id,
        marche_id=marche_id,
        marche=marche,
        lot=lot,
        objectif=objectif,
        declarees=declarees,
        en_attente=attente,
        refusees=refusees,
        retenues=retenues,
        valorisees=plafonner_bonification(retenues=retenues, valorisees=valorisees, objectif=objectif, plafond_pct=pct),
        exclues={motif: heures for motif, heures in zip(MOTIFS, rangee[11:], strict=True) if heures},
    )
