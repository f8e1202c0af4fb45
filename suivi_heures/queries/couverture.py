"""How much of what should have been declared was declared: shown beside every rate.

A declaration is expected for each contract and each month in which it runs within the public contract,
once the deadline of that month has passed. It is received when a line that still stands, or a timesheet
that was read whole (a « nobody worked » counts), speaks of that contract and that month.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from clauses_app.tenancy.contexte import exiger_guichet


class Par(StrEnum):
    """What the answer is keyed by: a column of the work contract."""

    LOT = "lot_id"
    MARCHE = "marche_id"
    ATTRIBUTION = "attribution_id"
    TITULAIRE = "titulaire_id"
    EMPLOYEUR = "employeur_id"


@dataclass(frozen=True)
class Couverture:
    """`attendus`: months in which somebody was under contract; `incomplets`: those where a declaration is missing.
    Both are read with `calculer_couvertures(…, mois=True)` only."""

    attendues: int = 0
    recues: int = 0
    attendus: frozenset[datetime.date] = field(default=frozenset(), compare=False, repr=False)
    incomplets: frozenset[datetime.date] = field(default=frozenset(), compare=False, repr=False)

    @property
    def manquantes(self) -> int:
        return self.attendues - self.recues

    @property
    def est_complete(self) -> bool:
        return self.manquantes == 0

    @property
    def part(self) -> Decimal | None:
        """In points; None when nothing was expected yet."""
        return Decimal(self.recues) * 100 / self.attendues if self.attendues else None

    def __add__(self, autre: Couverture) -> Couverture:
        return Couverture(
            self.attendues + autre.attendues,
            self.recues + autre.recues,
            self.attendus | autre.attendus,
            self.incomplets | autre.incomplets,
        )


# last month whose deadline (end of month + delay of the guichet) is before the day of observation
ECHUS = "(date_trunc('month', %(au)s::date - g.delai_releve_jours) - interval '1 month')::date"

ATTENDUS = """
SELECT c.id AS contrat_id, c.lot_id, c.marche_id, c.attribution_id, c.titulaire_id, c.employeur_id, mois::date
FROM beneficiaires_contrattravail c
JOIN marches_marche m ON m.guichet_id = c.guichet_id AND m.id = c.marche_id
JOIN comptes_guichet g ON g.id = c.guichet_id
CROSS JOIN LATERAL generate_series(
    date_trunc('month', greatest(c.date_debut, m.date_debut, %(depuis)s::date)),
    least(date_trunc('month', least(c.date_fin, m.date_fin, %(jusque)s::date)), {dernier_mois}),
    interval '1 month') AS mois
WHERE c.guichet_id = %(guichet)s
"""

# beside each row of `attendus a`: did it come? A probe of two indexes per expected month costs what is asked,
# whatever the guichet holds; gathering all that was received costs the guichet, even for one lot.
RECU = """
CROSS JOIN LATERAL (SELECT
  EXISTS (SELECT FROM suivi_heures_heure h
    WHERE h.guichet_id = %(guichet)s AND h.contrat_id = a.contrat_id AND NOT h.annulee
      AND h.du < a.mois + interval '1 month' AND h.au >= a.mois)
  OR EXISTS (SELECT FROM suivi_heures_lignereleve l
    JOIN suivi_heures_releveheures r ON r.guichet_id = l.guichet_id AND r.id = l.releve_id
    WHERE l.guichet_id = %(guichet)s AND l.contrat_id = a.contrat_id
      AND l.du >= a.mois AND l.du < a.mois + interval '1 month'
      AND r.statut IN ('SOUMIS', 'VALIDE', 'VALIDE_PARTIEL')) AS recu) r
"""


def calculer_couvertures(
    par: Par,
    ids: Iterable[int] | None = None,
    *,
    au: datetime.date | None = None,
    depuis: datetime.date | None = None,
    jusque: datetime.date | None = None,
    de: tuple[Par, int] | None = None,
    mois: bool = False,
) -> dict[int, Couverture]:
    """Coverage by lot, contract, attribution, holder or employer, in one query.

    `ids` None = all those of the guichet; an id that expects nothing is answered too when it was asked
    for. `de`: only the contracts of this holder, or of this employer. `depuis` and `jusque` bound the months
    looked at (a quarter). `mois`: which months too, for whoever projects them.
    """
    demandes = None if ids is None else list(ids)
    if demandes == []:
        return {}
    filtre = "" if demandes is None else f"AND c.{par} = ANY(%(ids)s)"
    filtre += "" if de is None else f" AND c.{de[0]} = %(de)s"
    lesquels = ", array_agg(DISTINCT a.mois), array_agg(DISTINCT a.mois) FILTER (WHERE NOT r.recu)" if mois else ""
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH attendus AS ({ATTENDUS.format(dernier_mois=ECHUS)} {filtre})"
            f" SELECT a.{par}, count(*), count(*) FILTER (WHERE r.recu){lesquels} FROM attendus a {RECU} GROUP BY 1",
            {
                "guichet": exiger_guichet(),
                "au": au or timezone.localdate(),
                "depuis": depuis,
                "jusque": jusque,
                "ids": demandes,
                "de": de[1] if de else None,
            },
        )
        trouvees = {
            cle: Couverture(attendues, recues, *(frozenset(un or ()) for un in lus))
            for cle, attendues, recues, *lus in curseur.fetchall()
        }
    return {cle: trouvees.get(cle, Couverture()) for cle in demandes} if demandes is not None else trouvees


def contrats_muets(
    marches: Iterable[int] | None = None, *, au: datetime.date | None = None
) -> dict[int, set[tuple[int, datetime.date]]]:
    """By public contract: the work contracts and months due of which nothing came. None = all those of the guichet."""
    demandes = None if marches is None else list(marches)
    filtre = "" if demandes is None else "AND c.marche_id = ANY(%(ids)s)"
    muets: dict[int, set[tuple[int, datetime.date]]] = defaultdict(set)
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH attendus AS ({ATTENDUS.format(dernier_mois=ECHUS)} {filtre})"
            f" SELECT a.marche_id, a.contrat_id, a.mois FROM attendus a {RECU} WHERE NOT r.recu",
            {
                "guichet": exiger_guichet(),
                "au": au or timezone.localdate(),
                "depuis": None,
                "jusque": None,
                "ids": demandes,
            },
        )
        for marche_id, contrat_id, mois in curseur.fetchall():
            muets[marche_id].add((contrat_id, mois))
    return muets


def couvertures_mensuelles(
    *, depuis: datetime.date, jusque: datetime.date, au: datetime.date | None = None
) -> dict[datetime.date, Couverture]:
    """Coverage of the whole guichet, month by month."""
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH attendus AS ({ATTENDUS.format(dernier_mois=ECHUS)})"
            f" SELECT a.mois, count(*), count(*) FILTER (WHERE r.recu) FROM attendus a {RECU} GROUP BY 1",
            {"guichet": exiger_guichet(), "au": au or timezone.localdate(), "depuis": depuis, "jusque": jusque},
        )
        return {mois: Couverture(attendues, recues) for mois, attendues, recues in curseur.fetchall()}


def calculer_couverture(
    par: Par | None = None,
    ids: Iterable[int] | None = None,
    *,
    au: datetime.date | None = None,
    depuis: datetime.date | None = None,
    jusque: datetime.date | None = None,
) -> Couverture:
    """The same as one figure: of everything asked for, or of the whole guichet."""
    couvertures = calculer_couvertures(par or Par.LOT, ids, au=au, depuis=depuis, jusque=jusque)
    return sum(couvertures.values(), Couverture())
