"""What other columns would change: lines and hours read, by month, and each difference with its sign."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from suivi_heures.enums import Nature
from suivi_heures.imports.releve.resultat import LigneComprise, ReleveCompris

ZERO = Decimal("0.00")
COMPTABLES = (Nature.TRAVAIL, Nature.FORMATION_CONTRAT)


@dataclass(frozen=True, slots=True)
class Difference:
    qui: str
    du: datetime.date
    au: datetime.date
    nature: Nature
    avant: Decimal
    apres: Decimal

    @property
    def ecart(self) -> Decimal:
        return self.apres - self.avant


@dataclass(frozen=True, slots=True)
class EffetColonnes:
    """`par_mois`: hours that may count, in the month where each line begins."""

    lignes: int
    heures: Decimal
    absences: Decimal
    inconnues: int  # lines of which nobody is recognised
    par_mois: tuple[tuple[datetime.date, Decimal], ...]
    avant_lignes: int
    avant_heures: Decimal
    differences: tuple[Difference, ...]


def mesurer_effet(avant: ReleveCompris, apres: ReleveCompris) -> EffetColonnes:
    comptables = [ligne for ligne in apres.lignes if ligne.nature in COMPTABLES]
    par_mois: dict[datetime.date, Decimal] = defaultdict(lambda: ZERO)
    for ligne in comptables:
        par_mois[ligne.periode.du.replace(day=1)] += ligne.heures
    return EffetColonnes(
        lignes=len(apres.lignes),
        heures=_total(apres),
        absences=apres.total(Nature.ABSENCE),
        inconnues=sum(1 for ligne in apres.lignes if ligne.personne is None),
        par_mois=tuple(sorted(par_mois.items())),
        avant_lignes=len(avant.lignes),
        avant_heures=_total(avant),
        differences=comparer_lectures(avant, apres),
    )


def _total(lu: ReleveCompris) -> Decimal:
    return sum((ligne.heures for ligne in lu.lignes if ligne.nature in COMPTABLES), ZERO)


def comparer_lectures(avant: ReleveCompris, apres: ReleveCompris) -> tuple[Difference, ...]:
    """One for each person, period and nature whose hours are not the same."""
    anciennes, nouvelles = _sommer(avant.lignes), _sommer(apres.lignes)
    return tuple(
        Difference(qui, du, au, Nature(nature), anciennes.get(cle, ZERO), nouvelles.get(cle, ZERO))
        for cle in sorted({*anciennes, *nouvelles})
        for qui, du, au, nature in (cle,)
        if anciennes.get(cle, ZERO) != nouvelles.get(cle, ZERO)
    )


def _sommer(lignes: tuple[LigneComprise, ...]) -> dict[tuple[str, datetime.date, datetime.date, str], Decimal]:
    sommes: dict[tuple[str, datetime.date, datetime.date, str], Decimal] = defaultdict(lambda: ZERO)
    for ligne in lignes:
        qui = f"{ligne.prenom} {ligne.nom}".strip()
        sommes[qui, ligne.periode.du, ligne.periode.au, str(ligne.nature)] += ligne.heures
    return dict(sommes)
