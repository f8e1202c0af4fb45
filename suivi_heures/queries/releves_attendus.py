"""Which timesheets a company still owes, month by month, with their deadline."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.queries.couverture import ATTENDUS, RECU
from suivi_heures.queries.mois import decaler

# a month is due as soon as it has ended; its deadline comes later
TERMINES = "(date_trunc('month', %(au)s::date) - interval '1 month')::date"
MOIS_REGARDES = 18


@dataclass(frozen=True, slots=True)
class ReleveAttendu:
    """`attendues` and `recues` count contracts."""

    mois: datetime.date
    echeance: datetime.date
    attendues: int
    recues: int
    chantiers: tuple[str, ...]

    @property
    def manquantes(self) -> int:
        return self.attendues - self.recues

    def jours_de_retard(self, au: datetime.date) -> int:
        return max(0, (au - self.echeance).days)


def releves_attendus(entreprise_id: int, *, au: datetime.date) -> list[ReleveAttendu]:
    """Months with something missing, the oldest first."""
    with connection.cursor() as curseur:
        curseur.execute(
            f"""WITH attendus AS ({ATTENDUS.format(dernier_mois=TERMINES)}
              AND (c.employeur_id = %(entreprise)s OR c.titulaire_id = %(entreprise)s))
            SELECT a.mois, (a.mois + interval '1 month')::date + g.delai_releve_jours - 1,
              count(*), count(*) FILTER (WHERE r.recu),
              array_agg(DISTINCT m.objet || ', lot ' || l.ref) FILTER (WHERE NOT r.recu)
            FROM attendus a
            JOIN marches_lot l ON l.id = a.lot_id
            JOIN marches_marche m ON m.id = a.marche_id
            JOIN comptes_guichet g ON g.id = m.guichet_id
            {RECU}
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
            ReleveAttendu(mois, echeance, attendues, recues, tuple(chantiers))
            for mois, echeance, attendues, recues, chantiers in curseur.fetchall()
        ]
