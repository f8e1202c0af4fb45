"""What was entered since a moment about months that a former report had already told.

Without the reason somebody typed: it may name a person.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet

# A line and the line that takes it back whole, both entered since: the former report knew neither.
_REQUETE = """
SELECT h.lot_id, date_trunc('month', h.du)::date AS mois,
  COALESCE(sum(h.heures) FILTER (WHERE h.heures > 0), 0), COALESCE(-sum(h.heures) FILTER (WHERE h.heures < 0), 0),
  count(*)
FROM suivi_heures_heure h
WHERE h.guichet_id = %(guichet)s AND h.lot_id = ANY(%(lots)s) AND h.du < %(avant)s AND h.statut = 'VALIDEE'
  AND COALESCE(h.decidee_a, h.saisie_a) > %(depuis)s
  AND NOT (h.annulee AND EXISTS (
    SELECT FROM suivi_heures_heure o
    WHERE o.guichet_id = h.guichet_id AND o.annulee AND (o.id = h.corrige_id OR o.corrige_id = h.id)
      AND COALESCE(o.decidee_a, o.saisie_a) > %(depuis)s))
GROUP BY 1, 2 ORDER BY 2, 1
"""


@dataclass(frozen=True, slots=True)
class CorrectionDuMois:
    lot_id: int
    mois: datetime.date
    ajoutees: Decimal
    retirees: Decimal
    lignes: int


def corrections_depuis(
    depuis: datetime.datetime, *, lots: Iterable[int], avant: datetime.date
) -> list[CorrectionDuMois]:
    """Validated lines entered after `depuis` for months before `avant`, summed by lot and month."""
    with connection.cursor() as curseur:
        curseur.execute(_REQUETE, {"guichet": exiger_guichet(), "lots": list(lots), "avant": avant, "depuis": depuis})
        return [CorrectionDuMois(*rangee) for rangee in curseur.fetchall()]
