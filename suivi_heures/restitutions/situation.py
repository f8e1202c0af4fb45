"""Where lots and contracts stand at the end of a quarter: arithmetic on monthly facts, no query.

The hours of later months are left out, so that a report made in November tells September. The
formulas are those of the screens (cap on bonuses, expectation, projection, state).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from suivi_heures.enums import Motif, StatutHeure
from suivi_heures.queries.faits_mensuels import FaitMensuel
from suivi_heures.queries.mois import dernier_jour
from suivi_heures.queries.projection import (
    MOIS_OBSERVES,
    assez_connu,
    calculer_projection,
    derniers_mois,
    juger,
    mois_restants,
)
from suivi_heures.queries.realisation import plafonner_bonification
from suivi_heures.queries.taux import taux_normatif
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import Avancement, Couverture, Projection

ZERO = Decimal("0.00")
BONUS_MAXIMAL = Decimal("1.5")  # as the screens bound it


@dataclass(frozen=True, slots=True)
class Periode:
    """What the report looks at: a quarter, the closing date, the last month whose deadline has passed."""

    trimestre: Trimestre
    arrete_au: datetime.date
    echu: datetime.date

    @property
    def attendu_au(self) -> datetime.date:
        """End of the last month due: what follows cannot have been declared yet."""
        return min(self.arrete_au, dernier_jour(self.echu))

    def contient(self, mois: datetime.date) -> bool:
        return self.trimestre.debut <= mois <= self.trimestre.fin

    def precede(self, mois: datetime.date) -> bool:
        return mois < self.trimestre.debut

    @property
    def mois_observes(self) -> list[datetime.date]:
        """First days of the months the projection looks at, oldest first."""
        return derniers_mois(self.echu)


@dataclass(frozen=True, slots=True)
class LotObserve:
    """A lot with what is due at the closing date and its monthly facts up to it."""

    lot_id: int
    objectif: Decimal
    plafond_pct: Decimal | None
    date_fin: datetime.date
    attendu: Decimal
    couverture: Couverture
    faits: tuple[FaitMensuel, ...]
    a_ce_jour: Decimal
    # months of the coverage: with somebody under contract, with a declaration missing
    attendus: frozenset[datetime.date] = frozenset()
    incomplets: frozenset[datetime.date] = frozenset()

    def realise(self, faits: Iterable[FaitMensuel]) -> Decimal:
        """Weighted hours of these facts, bonus brought back under its cap."""
        faits = list(faits)
        return plafonner_bonification(
            retenues=sum((un.retenues for un in faits), ZERO),
            valorisees=sum((un.valorisees for un in faits), ZERO),
            objectif=self.objectif,
            plafond_pct=self.plafond_pct,
        )

    def cumuls(self, bornes: Sequence[datetime.date]) -> list[Decimal]:
        """What was done up to each of these days."""
        return [self.realise(un for un in self.faits if un.mois <= borne) for borne in bornes]


@dataclass(frozen=True, slots=True)
class Mesure:
    """Sums that add up from lots to contracts to the whole."""

    objectif: Decimal
    realise: Decimal
    avant: Decimal
    retenues: Decimal
    en_attente: Decimal
    refusees: Decimal
    exclues: Decimal
    attendu: Decimal
    a_ce_jour: Decimal
    rythmes: tuple[Decimal, ...]
    couverture: Couverture
    attendus: frozenset[datetime.date] = frozenset()
    incomplets: frozenset[datetime.date] = frozenset()

    def __add__(self, autre: Mesure) -> Mesure:
        return Mesure(
            objectif=self.objectif + autre.objectif,
            realise=self.realise + autre.realise,
            avant=self.avant + autre.avant,
            retenues=self.retenues + autre.retenues,
            en_attente=self.en_attente + autre.en_attente,
            refusees=self.refusees + autre.refusees,
            exclues=self.exclues + autre.exclues,
            attendu=self.attendu + autre.attendu,
            a_ce_jour=self.a_ce_jour + autre.a_ce_jour,
            rythmes=tuple(a + b for a, b in zip(self.rythmes, autre.rythmes, strict=True)),
            couverture=Couverture(
                self.couverture.attendues + autre.couverture.attendues,
                self.couverture.recues + autre.couverture.recues,
            ),
            attendus=self.attendus | autre.attendus,
            incomplets=self.incomplets | autre.incomplets,
        )


RIEN = Mesure(*(ZERO,) * 9, (ZERO,) * MOIS_OBSERVES, Couverture(0, 0))


def mesurer_lot(lot: LotObserve, periode: Periode) -> Mesure:
    def somme(statut: StatutHeure) -> Decimal:
        return sum((un.heures for un in lot.faits if un.statut == statut), ZERO)

    rythmes: dict[datetime.date, Decimal] = defaultdict(Decimal)
    for fait in lot.faits:
        if fait.statut != StatutHeure.REFUSEE:
            rythmes[fait.mois] += fait.heures
    return Mesure(
        objectif=lot.objectif,
        realise=lot.realise(lot.faits),
        avant=lot.realise(un for un in lot.faits if periode.precede(un.mois)),
        retenues=sum((un.retenues for un in lot.faits), ZERO),
        en_attente=somme(StatutHeure.SOUMISE),
        refusees=somme(StatutHeure.REFUSEE),
        exclues=sum((sum(un.motifs.values(), ZERO) for un in lot.faits), ZERO),
        attendu=lot.attendu,
        a_ce_jour=lot.a_ce_jour,
        rythmes=tuple(rythmes[mois] for mois in periode.mois_observes),
        couverture=lot.couverture,
        attendus=lot.attendus,
        incomplets=lot.incomplets,
    )


def avancer(
    mesure: Mesure,
    *,
    projection: Projection | None,
    avant_selon_precedent: Decimal | None = None,
    rattrapage: Decimal | None = None,
) -> Avancement:
    """`avant_selon_precedent`: the total the previous report gave; `rattrapage` when it is already known."""
    if avant_selon_precedent is not None:
        rattrapage = mesure.avant - avant_selon_precedent
    return Avancement(
        objectif=mesure.objectif,
        realise=mesure.realise,
        retenues=mesure.retenues,
        en_attente=mesure.en_attente,
        refusees=mesure.refusees,
        exclues=mesure.exclues,
        au_trimestre=mesure.realise - mesure.avant,
        taux=taux_normatif(mesure.realise, mesure.objectif),
        attendu=mesure.attendu,
        etat=juger(valide=mesure.realise, du=mesure.objectif, projection=projection),  # type: ignore[arg-type]
        couverture=mesure.couverture,
        projection=projection,
        rattrapage=rattrapage,
        a_ce_jour=None if mesure.a_ce_jour == mesure.realise else mesure.a_ce_jour,
    )


def projeter(mesure: Mesure, *, echu: datetime.date, fin: datetime.date) -> Projection | None:
    """The projection of the screens, from facts that stop at the closing date."""
    decidees = mesure.retenues + mesure.exclues
    part = min(mesure.realise / decidees, BONUS_MAXIMAL) if decidees > 0 else Decimal(1)
    trouvee = calculer_projection(
        acquis=mesure.realise + mesure.en_attente * part,
        rythmes=mesure.rythmes,
        restants=mois_restants(echu, fin),
        part_comptee=part,
        connu=assez_connu(
            dict(zip(derniers_mois(echu), mesure.rythmes, strict=True)),
            declarees=decidees + mesure.en_attente,
            echu=echu,
            attendus=mesure.attendus,
            incomplets=mesure.incomplets,
        ),
    )
    return None if trouvee is None else Projection(trouvee.basse, trouvee.centrale, trouvee.haute)


def additionner_projections(projections: Iterable[Projection | None]) -> Projection | None:
    """Sum of the contracts; unknown as soon as one is."""
    total = Projection(ZERO, ZERO, ZERO)
    for une in projections:
        if une is None:
            return None
        total = replace(
            total, basse=total.basse + une.basse, centrale=total.centrale + une.centrale, haute=total.haute + une.haute
        )
    return total


def exclusions_du_trimestre(lots: Iterable[LotObserve], periode: Periode) -> dict[Motif, Decimal]:
    """Hours of the quarter that do not count, by motive, the most first."""
    sommes: dict[Motif, Decimal] = defaultdict(Decimal)
    for lot in lots:
        for fait in lot.faits:
            if periode.contient(fait.mois):
                for motif, heures in fait.motifs.items():
                    sommes[motif] += heures
    return dict(sorted(((m, h) for m, h in sommes.items() if h), key=lambda une: (-une[1], une[0])))
