"""Declarations that came late, came in part, or did not come: the same months as the coverage."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.queries.couverture import ATTENDUS, ECHUS, RECU

# Only a deposited timesheet says the day it came: a line typed or taken over later is not a late one.
_DEPOSES = """
SELECT l.contrat_id, date_trunc('month', l.du)::date AS mois,
  min((r.depose_a AT TIME ZONE 'Europe/Paris')::date) AS depose_le
FROM suivi_heures_lignereleve l
JOIN suivi_heures_releveheures r ON r.guichet_id = l.guichet_id AND r.id = l.releve_id
WHERE l.guichet_id = %(guichet)s AND l.contrat_id IS NOT NULL
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class RetardDeclaration:
    """A holder, on a contract, for a month: how many declarations, how many missing, how late."""

    marche_id: int
    entreprise: str
    mois: datetime.date
    echeance: datetime.date
    attendues: int
    recues: int
    depose_le: datetime.date | None

    @property
    def manquantes(self) -> int:
        return self.attendues - self.recues

    @property
    def jours(self) -> int:
        """Days between the deadline and the last timesheet, once everything has come."""
        if self.manquantes or self.depose_le is None:
            return 0
        return max(0, (self.depose_le - self.echeance).days)


def retards_de_declaration(
    marches: Iterable[int], *, au: datetime.date, depuis: datetime.date, jusque: datetime.date
) -> list[RetardDeclaration]:
    """Still missing, whatever their month; received after the deadline, for the months from `depuis`."""
    with connection.cursor() as curseur:
        curseur.execute(
            f"""WITH attendus AS ({ATTENDUS.format(dernier_mois=ECHUS)} AND c.marche_id = ANY(%(marches)s)),
              deposes AS ({_DEPOSES})
            SELECT a.marche_id, e.nom, a.mois,
              (a.mois + interval '1 month')::date + g.delai_releve_jours - 1 AS echeance,
              count(*), count(*) FILTER (WHERE r.recu), max(d.depose_le)
            FROM attendus a
            JOIN marches_entreprise e ON e.id = a.titulaire_id
            JOIN comptes_guichet g ON g.id = e.guichet_id
            {RECU}
            LEFT JOIN deposes d ON d.contrat_id = a.contrat_id AND d.mois = a.mois
            GROUP BY a.marche_id, e.nom, e.tri, a.mois, g.delai_releve_jours
            ORDER BY a.mois, e.tri, a.marche_id""",
            {
                "guichet": exiger_guichet(),
                "marches": list(marches),
                "au": au,
                "depuis": None,
                "jusque": jusque,
            },
        )
        tous = [RetardDeclaration(*rangee) for rangee in curseur.fetchall()]
    return [un for un in tous if un.manquantes or (un.mois >= depuis and un.jours)]
