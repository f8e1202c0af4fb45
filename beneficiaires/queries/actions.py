"""What collective actions gave: who came, who was counted, what followed, and how much of it is known.

What followed is read from work contracts and steps of the path, never typed on the action.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from beneficiaires.enums import FORMATIONS, IssueAction, NatureEtape, Venue
from beneficiaires.models import (
    Action,
    ContratTravail,
    EtapeParcours,
    InscriptionAction,
    PresenceAction,
    SeanceAction,
)

# a job counts as what followed the action when it starts within this time after its end
DELAI_SUITE = datetime.timedelta(days=183)
# how long attendance may wait after a session
DELAI_PRESENCES = datetime.timedelta(days=7)
PRESENTE = Q(seance__annulee_a=None, etat=Venue.PRESENT)


@dataclass(frozen=True)
class SuivieAction:
    """One named person in one action. `venue_le`: the first session she came to."""

    inscription: InscriptionAction
    personne_id: int
    presences: int
    venue_le: datetime.date | None
    emploi_le: datetime.date | None
    emploi: str
    formation_le: datetime.date | None

    @property
    def est_venue(self) -> bool:
        return self.presences > 0

    @property
    def est_connue(self) -> bool:
        """Somebody knows what became of her."""
        return (
            self.emploi_le is not None
            or self.formation_le is not None
            or self.inscription.issue in (IssueAction.ABANDON, IssueAction.SANS_SUITE)
        )


@dataclass(frozen=True)
class BilanAction:
    """`participants` = people named and present, plus those counted without a name."""

    inscrites: int
    convoquees: int
    presentes: int
    comptees: int
    seances: int
    tenues: int
    notees: int
    en_emploi: int
    connues: int

    @property
    def participants(self) -> int:
        return self.presentes + self.comptees

    @property
    def presences_completes(self) -> bool:
        return self.notees == self.tenues


@dataclass(frozen=True)
class SeanceSituee:
    seance: SeanceAction
    presentes: int
    absentes: int
    au: datetime.date

    @property
    def est_tenue(self) -> bool:
        return self.seance.annulee_a is None and self.seance.jour <= self.au

    @property
    def est_notee(self) -> bool:
        """Somebody said who came, or how many."""
        return self.presentes + self.absentes > 0 or self.seance.decompte is not None


def suivre_inscriptions(actions: Iterable[Action] | None = None, *, personne_id: int | None = None) -> Any:
    """Enrolments still held, each with its presences and the first job that followed."""
    inscriptions = InscriptionAction.objects.filter(retiree_a=None).select_related("action", "beneficiaire")
    if actions is not None:
        inscriptions = inscriptions.filter(action__in=[a.pk for a in actions])
    inscriptions = inscriptions.annotate(
        personne=Coalesce("beneficiaire__fusionne_dans_id", "beneficiaire_id"),
        depuis=Case(
            When(action__type__in=FORMATIONS, then=ExpressionWrapper(_apres("action__date_fin", 1), DateField())),
            default=F("action__date_debut"),
            output_field=DateField(),
        ),
        jusque=ExpressionWrapper(_apres("action__date_fin", DELAI_SUITE.days), DateField()),
    )
    if personne_id is not None:
        inscriptions = inscriptions.filter(personne=personne_id)
    return inscriptions.annotate(**_presences(), **_suites())


def _presences() -> dict[str, Any]:
    venues = PresenceAction.objects.filter(PRESENTE, inscription=OuterRef("pk"))
    return {
        "presences": Coalesce(Subquery(venues.values("inscription").annotate(n=Count("pk")).values("n")), Value(0)),
        "venue_le": Subquery(venues.order_by("seance__jour").values("seance__jour")[:1]),
    }


def _suites() -> dict[str, Any]:
    """The first job after the action, by a contract followed here or out of any clause; the first training."""
    contrats = ContratTravail.objects.filter(
        beneficiaire_id=OuterRef("personne"),
        date_debut__gte=OuterRef("depuis"),
        date_debut__lte=OuterRef("jusque"),
    ).order_by("date_debut", "pk")
    etapes = EtapeParcours.objects.filter(
        beneficiaire_id=OuterRef("personne"),
        annule_a=None,
        debut__gte=OuterRef("depuis"),
        debut__lte=OuterRef("jusque"),
    ).order_by("debut", "pk")
    emplois, formations = (etapes.filter(nature=n) for n in (NatureEtape.EMPLOI, NatureEtape.FORMATION))
    return {
        "contrat_le": Subquery(contrats.values("date_debut")[:1]),
        "contrat": Subquery(contrats.values("type_contrat")[:1]),
        "hors_clause_le": Subquery(emplois.values("debut")[:1]),
        "hors_clause": Subquery(emplois.values("type_contrat")[:1]),
        "formation_le": Subquery(formations.values("debut")[:1]),
    }


def _apres(champ: str, jours: int) -> Any:
    return F(champ) + datetime.timedelta(days=jours)


def lire_inscriptions(actions: Iterable[Action]) -> list[SuivieAction]:
    return [_lire(i) for i in suivre_inscriptions(actions).order_by("beneficiaire__tri", "pk")]


def _lire(i: Any) -> SuivieAction:
    emplois = [(le, quoi) for le, quoi in ((i.contrat_le, i.contrat), (i.hors_clause_le, i.hors_clause)) if le]
    emploi_le, emploi = min(emplois) if emplois else (None, "")
    return SuivieAction(i, i.personne, i.presences, i.venue_le, emploi_le, emploi, i.formation_le)


def dresser_bilan(suivies: Iterable[SuivieAction], seances: Iterable[SeanceSituee]) -> BilanAction:
    """A person enrolled in several of the actions is counted once."""
    toutes, tenues = list(suivies), [s for s in seances if s.est_tenue]
    venues = {s.personne_id for s in toutes if s.est_venue}
    connues = {s.personne_id for s in toutes if s.est_connue} & venues
    return BilanAction(
        inscrites=len({s.personne_id for s in toutes}),
        convoquees=len({s.personne_id for s in toutes if s.inscription.convoquee_le}),
        presentes=len(venues),
        comptees=sum(s.seance.decompte or 0 for s in tenues),
        seances=sum(1 for s in seances if s.seance.annulee_a is None),
        tenues=len(tenues),
        notees=sum(1 for s in tenues if s.est_notee),
        en_emploi=len({s.personne_id for s in toutes if s.emploi_le} & venues),
        connues=len(connues),
    )


def situer_seances(actions: Iterable[Action], *, au: datetime.date) -> list[SeanceSituee]:
    seances = list(
        SeanceAction.objects.filter(action__in=[a.pk for a in actions])
        .select_related("action")
        .order_by("jour", "debut", "pk")
    )
    presences = (
        PresenceAction.objects.filter(seance__in=[s.pk for s in seances], inscription__retiree_a=None)
        .values("seance")
        .annotate(
            presentes=Count("pk", filter=Q(etat=Venue.PRESENT)),
            autres=Count("pk", filter=~Q(etat=Venue.PRESENT)),
        )
    )
    par_seance = {p["seance"]: (p["presentes"], p["autres"]) for p in presences}
    return [SeanceSituee(s, *par_seance.get(s.pk, (0, 0)), au) for s in seances]


def compter_actions(actions: Iterable[Action], *, au: datetime.date) -> dict[int, tuple[int, int, int]]:
    """Action → enrolled, participants, sessions held: what a list shows. Three queries."""
    cles = [a.pk for a in actions]
    inscrites = dict(
        InscriptionAction.objects.filter(action__in=cles, retiree_a=None)
        .values_list("action")
        .annotate(n=Count("beneficiaire", distinct=True))
    )
    presentes = dict(
        PresenceAction.objects.filter(
            PRESENTE, seance__action__in=cles, seance__jour__lte=au, inscription__retiree_a=None
        )
        .values_list("seance__action")
        .annotate(n=Count("inscription", distinct=True))
    )
    seances = {
        r["action"]: (r["comptees"] or 0, r["tenues"])
        for r in SeanceAction.objects.filter(action__in=cles, annulee_a=None, jour__lte=au)
        .values("action")
        .annotate(comptees=Sum("decompte"), tenues=Count("pk"))
    }
    return {
        cle: (inscrites.get(cle, 0), presentes.get(cle, 0) + seances.get(cle, (0, 0))[0], seances.get(cle, (0, 0))[1])
        for cle in cles
    }
