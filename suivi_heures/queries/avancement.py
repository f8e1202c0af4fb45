"""Advancement of contracts and lots: what is due, done, waiting, expected, projected, and how much was declared."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from clauses_app.comptes.models import Guichet
from clauses_app.interface.graphiques import Projection
from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Lot, Marche
from suivi_heures.enums import Motif, StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.couverture import Couverture, Par, calculer_couvertures
from suivi_heures.queries.mois import decaler, dernier_jour
from suivi_heures.queries.projection import (
    MOIS_OBSERVES,
    assez_connu,
    calculer_projection,
    dernier_mois_echu,
    derniers_mois,
    juger,
    mois_restants,
)
from suivi_heures.queries.realisation import TotauxLot, realisation_des_lots
from suivi_heures.queries.taux import part_realisee

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Avancement:
    """Figures of a lot, or of a contract (sum of its lots)."""

    du: Decimal = ZERO
    valide: Decimal = ZERO
    retenu: Decimal = ZERO
    attente: Decimal = ZERO
    declare: Decimal = ZERO
    refuse: Decimal = ZERO
    exclues: dict[Motif, Decimal] = field(default_factory=dict)
    attendu: Decimal = ZERO
    projection: Projection | None = None
    couverture: Couverture = field(default_factory=Couverture)
    reste_des_lots: Decimal | None = None  # of a contract: its lots do not compensate each other

    @property
    def etat(self) -> str:
        return juger(valide=self.valide, du=self.du, projection=self.projection)

    @property
    def part(self) -> Decimal | None:
        """Rate in points, never bounded; None where nothing is due."""
        return part_realisee(self.valide, self.du)

    @property
    def reste(self) -> Decimal:
        if self.reste_des_lots is not None:
            return self.reste_des_lots
        return max(ZERO, self.du - self.valide)

    @property
    def non_compte(self) -> Decimal:
        return sum(self.exclues.values(), ZERO)


def manque_projete(figures: Iterable[Avancement]) -> Decimal:
    """What each would lack, central hypothesis: the excess of one makes up for nothing that another would lack."""
    return sum((max(a.du - a.projection.centrale, ZERO) for a in figures if a.projection), ZERO)


@dataclass(frozen=True)
class AvancementMarche:
    marche: Marche
    total: Avancement
    lots: tuple[tuple[Lot, Avancement], ...]


def avancement_des_marches(
    marches: Iterable[Marche], *, au: datetime.date | None = None, delai_releve_jours: int | None = None
) -> list[AvancementMarche]:
    """Five queries whatever the number of contracts, one more when the delay of the guichet is not given."""
    marches = list(marches)
    au = au or timezone.localdate()
    lots = list(Lot.objects.filter(marche__in=[m.pk for m in marches]).order_by("marche_id", "ref"))
    cles = [lot.pk for lot in lots]
    totaux = realisation_des_lots(lots=cles, au=au)
    par_lot = calculer_couvertures(Par.LOT, cles, au=au, mois=True)
    if delai_releve_jours is None:
        delai_releve_jours = Guichet.objects.get(pk=exiger_guichet()).delai_releve_jours
    echu = dernier_mois_echu(au, delai_releve_jours)
    rythmes = _rythmes(cles, echu)
    du_marche = {m.pk: m for m in marches}
    figures: dict[int, list[tuple[Lot, Avancement]]] = {m.pk: [] for m in marches}
    for lot in lots:
        marche = du_marche[lot.marche_id]
        avancement = _avancer(totaux[lot.pk], marche, rythmes.get(lot.pk), par_lot.get(lot.pk, Couverture()), echu)
        figures[lot.marche_id].append((lot, avancement))
    return [AvancementMarche(m, _additionner(m, figures[m.pk], rythmes, echu), tuple(figures[m.pk])) for m in marches]


def attendu_a_ce_jour(du: Decimal, marche: Marche, au: datetime.date) -> Decimal:
    """What is due, in proportion of the time elapsed. Compared at the end of the last month due: the hours of
    the following ones cannot have been declared yet."""
    duree = (marche.date_fin - marche.date_debut).days + 1
    ecoule = min(max((au - marche.date_debut).days + 1, 0), duree)
    return (du * ecoule / duree).quantize(Decimal("1"), ROUND_HALF_UP)


def attendu_des_lots(dus: Iterable[Decimal], marche: Marche, au: datetime.date) -> Decimal:
    """Of a contract: each lot to the hour, then added. Its summary, its lots and its curve say one figure."""
    return sum((attendu_a_ce_jour(du, marche, au) for du in dus), ZERO)


def _rythmes(lots: list[int], echu: datetime.date) -> dict[int, list[Decimal]]:
    """Hours declared and not refused in each of the last months due, oldest first."""
    mois, fin = derniers_mois(echu), decaler(echu, 1)
    rangees = (
        Heure.objects.filter(lot__in=lots, du__gte=mois[0], du__lt=fin, annulee=False)
        .exclude(statut=StatutHeure.REFUSEE)
        .annotate(mois=TruncMonth("du"))
        .values_list("lot_id", "mois")
        .annotate(total=Sum("heures"))
        .order_by()
    )
    rythmes: dict[int, list[Decimal]] = {}
    for lot_id, premier, total in rangees:
        rythmes.setdefault(lot_id, [ZERO] * MOIS_OBSERVES)[mois.index(premier)] = total
    return rythmes


def _part_comptee(valide: Decimal, declare_decide: Decimal) -> Decimal:
    """Of what was declared and decided, the share that counted."""
    return min(valide / declare_decide, Decimal("1.5")) if declare_decide > 0 else Decimal(1)


def projeter(a: Avancement, marche: Marche, rythmes: list[Decimal] | None, echu: datetime.date) -> Projection | None:
    """`a.couverture` read with its months: what was not declared is not nothing."""
    rythmes = rythmes or [ZERO] * MOIS_OBSERVES
    part = _part_comptee(a.valide, a.declare - a.attente - a.refuse)
    return calculer_projection(
        acquis=a.valide + a.attente * part,
        rythmes=rythmes,
        restants=mois_restants(echu, marche.date_fin),
        part_comptee=part,
        connu=assez_connu(
            dict(zip(derniers_mois(echu), rythmes, strict=True)),
            declarees=a.declare - a.refuse,
            echu=echu,
            attendus=a.couverture.attendus,
            incomplets=a.couverture.incomplets,
        ),
    )


def _avancer(
    t: TotauxLot,
    marche: Marche,
    rythmes: list[Decimal] | None,
    couverture: Couverture,
    echu: datetime.date,
) -> Avancement:
    faits = Avancement(
        du=t.objectif,
        valide=t.valorisees,
        retenu=t.retenues,
        attente=t.en_attente,
        declare=t.declarees,
        refuse=t.refusees,
        exclues=t.exclues,
        attendu=attendu_a_ce_jour(t.objectif, marche, dernier_jour(echu)),
        couverture=couverture,
    )
    return replace(faits, projection=projeter(faits, marche, rythmes, echu))


def _additionner(
    marche: Marche, lots: list[tuple[Lot, Avancement]], rythmes: dict[int, list[Decimal]], echu: datetime.date
) -> Avancement:
    """A contract is the sum of its lots; what exceeds on one does not save another, the page recalls it."""
    figures = [a for _, a in lots]
    exclues: dict[Motif, Decimal] = {}
    for a in figures:
        for motif, heures in a.exclues.items():
            exclues[motif] = exclues.get(motif, ZERO) + heures
    faits = Avancement(
        du=sum((a.du for a in figures), ZERO),
        valide=sum((a.valide for a in figures), ZERO),
        retenu=sum((a.retenu for a in figures), ZERO),
        attente=sum((a.attente for a in figures), ZERO),
        declare=sum((a.declare for a in figures), ZERO),
        refuse=sum((a.refuse for a in figures), ZERO),
        exclues=exclues,
        attendu=sum((a.attendu for a in figures), ZERO),
        couverture=sum((a.couverture for a in figures), Couverture()),
        reste_des_lots=sum((a.reste for a in figures), ZERO),
    )
    mensuels = [
        sum(mois, ZERO) for mois in zip(*(rythmes[lot.pk] for lot, _ in lots if lot.pk in rythmes), strict=True)
    ]
    return replace(faits, projection=projeter(faits, marche, mensuels, echu))
