"""Where a contract will land if the last months repeat: pure arithmetic, said on the page.

Rhythm = hours declared in each of the last six months whose declarations are due, brought to what
usually counts on this contract. Low, central, high = first quartile, mean, third quartile of these
months, prolonged to the end. Fewer than three months: no projection rather than a false one.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from clauses_app.interface.graphiques import Projection

MOIS_OBSERVES = 6
MOIS_MINIMUM = 3
JOURS_PAR_MOIS = Decimal("30.4375")


def dernier_mois_echu(au: datetime.date, delai_jours: int) -> datetime.date:
    """First day of the last month whose declarations should have arrived."""
    echu = au - datetime.timedelta(days=delai_jours)
    premier = echu.replace(day=1)
    return (premier - datetime.timedelta(days=1)).replace(day=1)


def mois_restants(dernier: datetime.date, fin: datetime.date) -> Decimal:
    """Months from the end of `dernier` (first day of a month) to the end of the contract, never below zero."""
    debut = (dernier.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return max(Decimal((fin - debut).days + 1), Decimal(0)) / JOURS_PAR_MOIS


def calculer_projection(
    *, acquis: Decimal, rythmes: Sequence[Decimal], restants: Decimal, part_comptee: Decimal = Decimal(1)
) -> Projection | None:
    """`acquis`: hours that count or should; `rythmes`: hours declared a month; `restants`: months."""
    if restants <= 0:
        return Projection(acquis, acquis, acquis)
    if sum(1 for heures in rythmes if heures > 0) < MOIS_MINIMUM:
        return None
    tries = sorted(rythmes)
    moyenne = sum(tries, Decimal(0)) / len(tries)
    basse, haute = (
        acquis + cas * part_comptee * restants
        for cas in (min(_quartile(tries, 1), moyenne), max(_quartile(tries, 3), moyenne))
    )
    centrale = acquis + moyenne * part_comptee * restants
    return Projection(*(heures.quantize(Decimal("1"), ROUND_HALF_UP) for heures in (basse, centrale, haute)))


def _quartile(tries: Sequence[Decimal], rang: int) -> Decimal:
    place = Decimal(rang * (len(tries) - 1)) / 4
    bas = int(place)
    haut = min(bas + 1, len(tries) - 1)
    return tries[bas] + (tries[haut] - tries[bas]) * (place - bas)


def juger(*, valide: Decimal, du: Decimal, projection: Projection | None) -> str:
    """One rule of states for a contract, a lot, a holder, a report."""
    if du <= 0:
        return "sans_objet"
    if valide >= du:
        return "atteint"
    if projection is None:
        return "sans_projection"
    if projection.centrale >= du:
        return "en_bonne_voie"
    return "a_surveiller" if projection.haute >= du else "en_retard"
