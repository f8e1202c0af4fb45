"""Who owes which timesheets: the missing side of the coverage."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection

from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.queries.couverture import ATTENDUS, ECHUS, RECU


@dataclass(frozen=True)
class DeclarationsManquantes:
    """A holder, the months it has not declared (latest first), and the contracts concerned."""

    entreprise_id: int
    nom: str
    mois: tuple[datetime.date, ...]
    contrats: int

    def echeance(self, delai_jours: int) -> datetime.date:
        """Deadline of the oldest missing month."""
        premier = (self.mois[-1].replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
        return premier + datetime.timedelta(days=delai_jours - 1)


def declarations_manquantes(
    *, au: datetime.date, entreprise_id: int | None = None, marche_id: int | None = None, mois_observes: int = 12
) -> list[DeclarationsManquantes]:
    """Holders of contracts whose declaration is due and has not come, over the last year."""
    filtre = " AND c.titulaire_id = %(entreprise)s" if entreprise_id else ""
    filtre += " AND c.marche_id = %(marche)s" if marche_id else ""
    with connection.cursor() as curseur:
        curseur.execute(
            f"""WITH attendus AS ({ATTENDUS.format(dernier_mois=ECHUS)} {filtre})
            SELECT e.id, e.nom, array_agg(DISTINCT a.mois ORDER BY a.mois DESC), count(DISTINCT a.contrat_id)
            FROM attendus a JOIN marches_entreprise e ON e.id = a.titulaire_id
            {RECU}
            WHERE NOT r.recu GROUP BY e.id, e.nom ORDER BY e.tri""",
            {
                "guichet": exiger_guichet(),
                "au": au,
                "depuis": (au - datetime.timedelta(days=31 * mois_observes)).replace(day=1),
                "jusque": None,
                "entreprise": entreprise_id,
                "marche": marche_id,
            },
        )
        return [DeclarationsManquantes(pk, nom, tuple(mois), n) for pk, nom, mois, n in curseur.fetchall()]
