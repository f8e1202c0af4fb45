"""Where a contract may land: signed contracts, rhythm and season, drawn again a few hundred times.

Presence = days of work contract in a month. Rhythm = hours declared per day of presence over the last twelve
declared among those due, once the season is taken out: a contract and a month of which nothing came are unknown,
neither hours nor presence, while « no hour » declared is a true zero. A future month has the presence already
signed, plus what new contracts will bring (`arrivees`): in the past, the presence, so many months later, of
contracts that were not yet signed. Each draw takes one rank among these arrivals and keeps it to the end (a contract
that recruits keeps recruiting), and mixes a lasting gap to the rhythm with one of the month. Low, central, high:
the first decile, the median, the ninth decile. Pure arithmetic on months: no query, a fixed seed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from random import Random

from suivi_heures.queries.mois import decaler, dernier_jour, mois_entre

TIRAGES = 400
MOIS_DE_RYTHME = 12
MOIS_MINIMUM = 3
HORIZON_MAX = 120  # months: a curve stops somewhere
MOIS_DE_NIVEAU = 6
REMPLACEMENTS = (Decimal(0), Decimal("0.5"), Decimal(1), Decimal(1), Decimal(1), Decimal("1.5"))
ESSAIS_PAR_ECHEANCE = 4  # an arrival is known at a lag when this many past months tell it
ZERO, UN = Decimal(0), Decimal(1)

type Saison = Mapping[int, Decimal]
type Jours = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class Depart:
    """What is known on the day of the forecast. `heures`: declared and not refused, by month; `muets`: days of work
    contract of which nothing was declared, by month."""

    acquis: Decimal
    heures: Mapping[datetime.date, Decimal]
    contrats: Sequence[Jours]
    saison: Saison
    part_comptee: Decimal
    echu: datetime.date
    fin: datetime.date
    muets: Mapping[datetime.date, int] = field(default_factory=dict)

    @property
    def premier(self) -> datetime.date:
        """First month of work, by the contracts or by the hours."""
        debuts = [debut.replace(day=1) for debut, _ in self.contrats]
        return min([*debuts, *self.heures, self.echu])

    def presence(self, mois: datetime.date, *, signes_apres: datetime.date | None = None) -> int:
        """Days of work contract in the month; of the contracts begun after a day only, if one is given."""
        fin = dernier_jour(mois)
        return sum(
            max(0, (min(au, fin) - max(du, mois)).days + 1)
            for du, au in self.contrats
            if signes_apres is None or du > signes_apres
        )

    def declaree(self, mois: datetime.date) -> int:
        """Days of work contract a declaration speaks of, were it to say « no hour »."""
        return max(0, self.presence(mois) - self.muets.get(mois, 0))


@dataclass(frozen=True, slots=True)
class MoisPrevu:
    mois: datetime.date
    signees: int  # days of contract already signed
    basse: Decimal
    centrale: Decimal
    haute: Decimal
    cumul: tuple[Decimal, Decimal, Decimal]  # landed at the end of the month: low, central, high


@dataclass(frozen=True, slots=True)
class Prevision:
    """Hours that count, at the end. `tirages` sorted; `mois`: what each month would bring."""

    basse: Decimal
    centrale: Decimal
    haute: Decimal
    tirages: tuple[Decimal, ...]
    mois: tuple[MoisPrevu, ...]
    rythme: Decimal  # hours declared per day of presence
    mois_observes: int  # declared
    mois_muets: tuple[datetime.date, ...]  # under contract since the first of them, and nothing came
    arrivees: Decimal  # days of presence a month that new contracts bring in the end, median

    def chance(self, du: Decimal, *, en_plus: Decimal = ZERO) -> Decimal | None:
        """Share of the draws that reach what is due, in points; `en_plus`: hours of a hypothesis."""
        if du <= 0:
            return None
        atteints = sum(1 for tirage in self.tirages if tirage + en_plus >= du)
        return Decimal(atteints * 100) / len(self.tirages)


def prevoir(d: Depart) -> Prevision | None:
    """None rather than a false one: fewer than three months declared, or nobody ever under contract. Whether the last
    months are known enough is asked first, as for every projection (`projection.assez_connu`)."""
    observes = _observer(d)
    if len(observes) < MOIS_MINIMUM and d.fin > dernier_jour(d.echu):
        return None
    rythme = _rythme(d, observes)
    ecarts = [_ecart(d, mois, rythme) for mois in observes] or [UN]
    a_venir = list(mois_entre(decaler(d.echu, 1), d.fin))[:HORIZON_MAX]
    arrivees = _arrivees(d, a_venir)
    signees = [d.presence(mois) for mois in a_venir]
    de = Random(20_260_101)  # noqa: S311  draws of a forecast, always the same
    colonnes: list[list[Decimal]] = [[] for _ in a_venir]
    cumuls: list[list[Decimal]] = [[] for _ in a_venir]
    totaux = []
    for _ in range(TIRAGES):
        rang_tire, durable, total = Decimal(de.randrange(1000)) / 1000, de.choice(ecarts), d.acquis
        for rang, mois in enumerate(a_venir):
            nouvelles = _au_rang(arrivees[rang], rang_tire) * _part_du_mois(mois, d.fin)
            ecart = durable * de.choice(ecarts)
            heures = (signees[rang] + nouvelles) * rythme * d.saison.get(mois.month, UN) * ecart * d.part_comptee
            colonnes[rang].append(heures)
            total += heures
            cumuls[rang].append(total)
        totaux.append(total)
    totaux.sort()
    return Prevision(
        *_fourchette(totaux),
        tirages=tuple(totaux),
        mois=tuple(
            MoisPrevu(
                mois, signees[rang], *_fourchette(sorted(colonnes[rang])), cumul=_fourchette(sorted(cumuls[rang]))
            )
            for rang, mois in enumerate(a_venir)
        ),
        rythme=rythme,
        mois_observes=len(observes),
        mois_muets=_taire(d, observes),
        arrivees=_au_rang(arrivees[-1], UN / 2) if arrivees else ZERO,
    )


def _observer(d: Depart) -> list[datetime.date]:
    """Last months due of which somebody's contract was declared, however long nobody has been."""
    mois = [m for m in mois_entre(d.premier, d.echu) if d.declaree(m)][-MOIS_DE_RYTHME:]
    return mois if any(heures > 0 for heures in d.heures.values()) else []


def _taire(d: Depart, observes: Sequence[datetime.date]) -> tuple[datetime.date, ...]:
    """Months that say nothing of the rhythm, for want of any declaration."""
    depuis = observes[0] if observes else d.premier
    return tuple(m for m in mois_entre(depuis, d.echu) if d.presence(m) and not d.declaree(m))


def _rythme(d: Depart, mois: Sequence[datetime.date]) -> Decimal:
    attendu = sum((d.declaree(m) * d.saison.get(m.month, UN) for m in mois), ZERO)
    return sum((d.heures.get(m, ZERO) for m in mois), ZERO) / attendu if attendu else ZERO


def _ecart(d: Depart, mois: datetime.date, rythme: Decimal) -> Decimal:
    """What the month gave, over what the rhythm and the season announced."""
    attendu = d.declaree(mois) * d.saison.get(mois.month, UN) * rythme
    return d.heures.get(mois, ZERO) / attendu if attendu else UN


def _arrivees(d: Depart, a_venir: Sequence[datetime.date]) -> list[list[Decimal]]:
    """For each month to come, sorted: what new contracts brought in the past at the same distance (or at the
    longest one the past tells), and three hypotheses of its own: of what is missing to the usual presence,
    nothing is replaced, half of it, all of it."""
    vecus = list(mois_entre(d.premier, d.echu))
    niveau = _niveau(d)
    connues: list[Decimal] = []
    toutes = []
    for lag, mois in enumerate(a_venir, 1):
        departs = vecus[MOIS_MINIMUM - 1 : max(0, len(vecus) - lag)][-MOIS_DE_RYTHME:]
        if len(departs) >= ESSAIS_PAR_ECHEANCE:
            connues = [Decimal(d.presence(decaler(m, lag), signes_apres=dernier_jour(m))) for m in departs]
        manque = max(ZERO, niveau - d.presence(mois))
        toutes.append(sorted([*connues, *(manque * part for part in REMPLACEMENTS)]))
    return toutes


def _niveau(d: Depart) -> Decimal:
    """Usual presence: mean of the last months."""
    mois = list(mois_entre(max(d.premier, decaler(d.echu, 1 - MOIS_DE_NIVEAU)), d.echu))
    return sum((Decimal(d.presence(m)) for m in mois), ZERO) / len(mois)


def _au_rang(tries: Sequence[Decimal], rang: Decimal) -> Decimal:
    """Value at a rank between 0 and 1, drawn straight between its neighbours."""
    place = rang * (len(tries) - 1)
    bas = int(place)
    haut = min(bas + 1, len(tries) - 1)
    return tries[bas] + (tries[haut] - tries[bas]) * (place - bas)


def _part_du_mois(mois: datetime.date, fin: datetime.date) -> Decimal:
    """The last month may be cut by the end of the contract."""
    dernier = dernier_jour(mois)
    return UN if fin >= dernier else Decimal(fin.day) / dernier.day


def _fourchette(tries: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    rangs = (len(tries) // 10, len(tries) // 2, len(tries) - 1 - len(tries) // 10)
    basse, centrale, haute = (tries[rang].quantize(UN, ROUND_HALF_UP) for rang in rangs)
    return basse, centrale, haute


@dataclass(frozen=True, slots=True)
class Embauche:
    """A hypothesis: so many people, so many hours a week, from a day."""

    personnes: int
    heures_semaine: Decimal
    a_partir_du: datetime.date

    def apport(self, fin: datetime.date, part_comptee: Decimal) -> Decimal:
        """Hours that would count until the end."""
        jours = max(0, (fin - self.a_partir_du).days + 1)
        return (self.par_jour * jours * part_comptee).quantize(UN, ROUND_HALF_UP)

    @property
    def par_jour(self) -> Decimal:
        return self.personnes * self.heures_semaine / 7


def derniere_date_utile(
    manque: Decimal, *, fin: datetime.date, par_jour: Decimal, part_comptee: Decimal
) -> datetime.date | None:
    """Last day on which hiring still makes up for what is missing; None when nothing ever would."""
    if manque <= 0 or par_jour <= 0 or part_comptee <= 0:
        return None
    jours = ceil(manque / (par_jour * part_comptee))
    if jours > (fin - datetime.date(2000, 1, 1)).days:
        return None
    return fin - datetime.timedelta(days=jours - 1)
