"""Which timesheets a company still owes, month by month, with their deadline."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.queries.couverture import ATTENDUS, RECU
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.mois import decaler

# a month is due as soon as it has ended; its deadline comes later
TERMINES = "(date_trunc('month', %(au)s::date) - interval '1 month')::date"
MOIS_REGARDES = 18

# A timesheet received and not read yet is in the hands of the guichet: the company's clock stands still.
_DEPOSES = """
SELECT d.mois, min((d.depose_a AT TIME ZONE 'Europe/Paris')::date) AS depose_le
FROM suivi_heures_releveheures d
WHERE d.guichet_id = %(guichet)s AND d.entreprise_id = %(entreprise)s AND d.statut = 'DEPOSE'
GROUP BY d.mois
"""


@dataclass(frozen=True, slots=True)
class ReleveAttendu:
    """`attendues` and `recues` count contracts. `depose_le`: a timesheet of this month waits to be read;
    lateness is counted up to that day and no further."""

    mois: datetime.date
    echeance: datetime.date
    attendues: int
    recues: int
    chantiers: tuple[str, ...]
    depose_le: datetime.date | None = None

    @property
    def manquantes(self) -> int:
        return self.attendues - self.recues

    def jours_de_retard(self, au: datetime.date) -> int:
        return max(0, (min(au, self.depose_le or au) - self.echeance).days)


def releves_attendus(entreprise_id: int, *, au: datetime.date) -> list[ReleveAttendu]:
    """Months with something missing, the oldest first. The other employer of a person may have declared her, by files
    that this one does not see: what is owed is the same for both."""
    with comme_interne(), connection.cursor() as curseur:
        curseur.execute(
            f"""WITH attendus AS ({ATTENDUS.format(dernier_mois=TERMINES)}
              AND (c.employeur_id = %(entreprise)s OR c.titulaire_id = %(entreprise)s))
            SELECT a.mois, (a.mois + interval '1 month')::date + g.delai_releve_jours - 1,
              count(*), count(*) FILTER (WHERE r.recu),
              array_agg(DISTINCT m.objet || ', lot ' || l.ref) FILTER (WHERE NOT r.recu),
              max(d.depose_le)
            FROM attendus a
            JOIN marches_lot l ON l.id = a.lot_id
            JOIN marches_marche m ON m.id = a.marche_id
            JOIN comptes_guichet g ON g.id = m.guichet_id
            {RECU}
            LEFT JOIN ({_DEPOSES}) d ON d.mois = a.mois
            GROUP BY a.mois, g.delai_releve_jours
            HAVING NOT bool_and(r.recu) ORDER BY a.mois""",
            {
                "guichet": exiger_guichet(),
                "entreprise": entreprise_id,
                "au": au,
                "depuis": decaler(au, -MOIS_REGARDES),
                "jusque": None,
            },
        )
        return [
            ReleveAttendu(mois, echeance, attendues, recues, tuple(chantiers), depose_le)
            for mois, echeance, attendues, recues, chantiers, depose_le in curseur.fetchall()
        ]
