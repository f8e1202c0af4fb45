"""Where a contract will land if the last months repeat: pure arithmetic, said on the page.

Rhythm = hours declared in each of the last six months whose declarations are due, brought to what
usually counts on this contract. Low, central, high = first quartile, mean, third quartile of these
months, prolonged to the end.

No projection rather than a false one: three of these months must be known, and three months worked. A month is known
when hours were declared in it, or when nothing expected of it is missing: nobody at work is a fact, not a silence.
Lists, reports and the forecast ask the same question (`assez_connu`).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from clauses_app.interface.formats import formater_mois
from clauses_app.interface.graphiques import Projection
from suivi_heures.queries.mois import decaler, suite_de_mois

MOIS_OBSERVES = 6
MOIS_MINIMUM = 3
# what to answer where there is none, on the screen as on paper
SANS_PROJECTION = (
    "il faut trois mois travaillés, et trois mois connus parmi les six derniers échus (déclarés, ou sans personne sous"
    " contrat)"
)
JOURS_PAR_MOIS = Decimal("30.4375")


def dernier_mois_echu(au: datetime.date, delai_jours: int) -> datetime.date:
    """First day of the last month whose declarations should have arrived."""
    echu = au - datetime.timedelta(days=delai_jours)
    premier = echu.replace(day=1)
    return (premier - datetime.timedelta(days=1)).replace(day=1)


def derniers_mois(echu: datetime.date) -> list[datetime.date]:
    """First days of the months the rhythm is read in, oldest first."""
    return suite_de_mois(decaler(echu, 1 - MOIS_OBSERVES), MOIS_OBSERVES)


def dire_mois_observes(echu: datetime.date) -> str:
    """« mai à octobre 2026 »."""
    premier, *_, dernier = derniers_mois(echu)
    debut = formater_mois(premier)
    return f"{debut.rpartition(' ')[0] if premier.year == dernier.year else debut} à {formater_mois(dernier)}"


def assez_connu(
    heures: Mapping[datetime.date, Decimal],
    *,
    declarees: Decimal,
    echu: datetime.date,
    attendus: Collection[datetime.date],
    incomplets: Collection[datetime.date],
) -> bool:
    """`heures`: declared and not refused, in each of the last months at least; `declarees`: the same since the start;
    `attendus`, `incomplets`: months of the coverage."""
    declares = {mois for mois, valeur in heures.items() if valeur > 0}
    travailles = declares | {mois for mois in attendus if mois <= echu}
    if declarees <= 0 or len(travailles) < MOIS_MINIMUM:
        return False
    depuis = min(travailles)
    connus = [m for m in derniers_mois(echu) if m in declares or (m >= depuis and m not in incomplets)]
    return len(connus) >= MOIS_MINIMUM


def mois_restants(dernier: datetime.date, fin: datetime.date) -> Decimal:
    """Months from the end of `dernier` (first day of a month) to the end of the contract, never below zero."""
    debut = (dernier.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return max(Decimal((fin - debut).days + 1), Decimal(0)) / JOURS_PAR_MOIS


def calculer_projection(
    *,
    acquis: Decimal,
    rythmes: Sequence[Decimal],
    restants: Decimal,
    part_comptee: Decimal = Decimal(1),
    connu: bool | None = None,
) -> Projection | None:
    """`acquis`: hours that count or should; `rythmes`: hours declared a month; `restants`: months; `connu`: the answer
    of `assez_connu`, where the coverage is read (without it, a month without hours is a silence)."""
    if restants <= 0:
        return Projection(acquis, acquis, acquis)
    if connu is None:
        connu = sum(1 for heures in rythmes if heures > 0) >= MOIS_MINIMUM
    if not connu:
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
