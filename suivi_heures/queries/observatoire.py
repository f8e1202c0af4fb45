"""Hours kept, people and exits of a year, seen along one axis: everybody counted once in each row, and once in all."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from beneficiaires.enums import CLASSE_SORTIE, DYNAMIQUES, Categorie, ClasseSortie, Decision, Modalite
from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite, Sortie
from clauses_app.tenancy.tri import plier
from suivi_heures.queries.decompte.lignes import calculer_lignes

ZERO = Decimal("0.00")
NON_DIT = ""


class Axe(StrEnum):
    PUBLIC = "public"
    METIER = "metier"
    TERRITOIRE = "territoire"
    MODALITE = "modalite"
    ANNEE = "annee"


@dataclass(frozen=True, slots=True)
class Travail:
    """Hours kept of a work contract in a year."""

    annee: int
    contrat: int
    personne: int
    marche: int
    modalite: str
    poste: str
    heures: Decimal


@dataclass
class Rang:
    """`cle` empty: not said."""

    cle: str
    libelle: str
    heures: Decimal = ZERO
    personnes: set[int] = field(default_factory=set)
    sorties: int = 0
    dynamiques: int = 0


@dataclass(frozen=True)
class Observation:
    """`plusieurs`: people who stand in several rows. Exits: those of the year, neutralised ones left out."""

    axe: Axe
    rangs: tuple[Rang, ...]
    heures: Decimal
    personnes: int
    plusieurs: int
    sorties: int
    dynamiques: int

    @property
    def est_partition(self) -> bool:
        return self.plusieurs == 0


@dataclass(frozen=True)
class Monde:
    """What the rows of any axis are made of, read once."""

    travaux: tuple[Travail, ...]
    categories: dict[int, tuple[str, ...]]
    communes: dict[int, str]
    sorties: dict[int, Sortie]


def rassembler_travaux(*, annee: int | None) -> Monde:
    """`annee` None: all of them. An hour belongs to the year its line begins in. Six queries."""
    par_contrat: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for ligne in calculer_lignes(lots=None):
        if ligne.retenues > 0 and annee in (None, ligne.du.year):
            par_contrat[ligne.contrat_id, ligne.du.year] += ligne.retenues
    contrats = {
        c["pk"]: c
        for c in ContratTravail.objects.filter(pk__in={contrat for contrat, _ in par_contrat}).values(
            "pk", "beneficiaire_id", "marche_id", "modalite", "poste"
        )
    }
    travaux = tuple(
        Travail(an, cle, c["beneficiaire_id"], c["marche_id"], c["modalite"], c["poste"], heures)
        for (cle, an), heures in sorted(par_contrat.items())
        for c in [contrats[cle]]
    )
    personnes = {t.personne for t in travaux}
    sorties = Sortie.objects.retenus().filter(beneficiaire__in=personnes)
    if annee is not None:
        sorties = sorties.filter(le__year=annee)
    return Monde(
        travaux,
        _categories(personnes),
        dict(Beneficiaire.objects.filter(pk__in=personnes).values_list("pk", "commune")),
        {s.beneficiaire_id: s for s in sorties if CLASSE_SORTIE[s.type] != ClasseSortie.NEUTRALISEE},
    )


def _categories(personnes: set[int]) -> dict[int, tuple[str, ...]]:
    """All those accepted: somebody may belong to several, and the overlap is said."""
    lues: dict[int, set[str]] = defaultdict(set)
    decisions = DecisionEligibilite.objects.filter(
        beneficiaire__in=personnes, decision=Decision.ACCEPTEE, retiree_a=None
    )
    for personne, categorie in decisions.values_list("beneficiaire_id", "categorie"):
        lues[personne].add(categorie)
    return {personne: tuple(sorted(codes)) for personne, codes in lues.items()}


def observer(monde: Monde, axe: Axe, *, cle: str | None = None) -> Observation:
    """`cle`: only the work of that row, cut by contract: what the figure of the row is made of."""
    ranger, nommer = _LECTURES[axe](monde)
    if cle is not None:
        travaux: Iterable[Travail] = [t for t in monde.travaux if cle in ranger(t)]
        ranger, nommer = (lambda t: (str(t.marche),)), str
    else:
        travaux = monde.travaux
    rangs: dict[str, Rang] = {}
    ou: dict[int, set[str]] = defaultdict(set)
    for t in travaux:
        for une in ranger(t):
            rang = rangs.setdefault(une, Rang(une, nommer(une)))
            rang.heures += t.heures
            rang.personnes.add(t.personne)
            ou[t.personne].add(une)
    for rang in rangs.values():
        _compter_sorties(rang, monde, axe)
    siennes = [s for p, s in monde.sorties.items() if p in ou]
    return Observation(
        axe=axe,
        rangs=tuple(sorted(rangs.values(), key=lambda r: (not r.cle, *_ordre(axe, r)))),
        heures=sum((t.heures for t in travaux), ZERO),
        personnes=len(ou),
        plusieurs=sum(1 for cles in ou.values() if len(cles) > 1),
        sorties=len(siennes),
        dynamiques=sum(1 for s in siennes if CLASSE_SORTIE[s.type] in DYNAMIQUES),
    )


def _compter_sorties(rang: Rang, monde: Monde, axe: Axe) -> None:
    for personne in rang.personnes:
        sortie = monde.sorties.get(personne)
        if sortie is None or (axe == Axe.ANNEE and str(sortie.le.year) != rang.cle):
            continue
        rang.sorties += 1
        rang.dynamiques += CLASSE_SORTIE[sortie.type] in DYNAMIQUES


def _ordre(axe: Axe, rang: Rang) -> tuple[Decimal | int, str]:
    return (-int(rang.cle or 0), "") if axe == Axe.ANNEE else (-rang.heures, plier(rang.libelle))


type _Lecture = tuple[Callable[[Travail], tuple[str, ...]], Callable[[str], str]]


def _par_public(monde: Monde) -> _Lecture:
    return (
        lambda t: monde.categories.get(t.personne) or (NON_DIT,),
        lambda code: str(Categorie(code).label) if code else "Sans public accepté",
    )


def _par_metier(monde: Monde) -> _Lecture:
    """The post as contracts write it; two spellings of the same words are one."""
    ecrits: dict[str, Counter[str]] = defaultdict(Counter)
    for t in monde.travaux:
        ecrits[plier(t.poste).strip()][t.poste.strip()] += 1
    return (
        lambda t: (plier(t.poste).strip(),),
        lambda cle: min(ecrits[cle], key=lambda mot: (-ecrits[cle][mot], mot)) if cle else "Poste non dit",
    )


def _par_territoire(monde: Monde) -> _Lecture:
    ecrites = {plier(c).strip(): c.strip() for c in monde.communes.values()}
    return (
        lambda t: (plier(monde.communes.get(t.personne, "")).strip(),),
        lambda cle: ecrites[cle] if cle else "Commune non dite",
    )


_LECTURES: dict[Axe, Callable[[Monde], _Lecture]] = {
    Axe.PUBLIC: _par_public,
    Axe.METIER: _par_metier,
    Axe.TERRITOIRE: _par_territoire,
    Axe.MODALITE: lambda _: (lambda t: (t.modalite,), lambda code: str(Modalite(code).label)),
    Axe.ANNEE: lambda _: (lambda t: (str(t.annee),), str),
}


def annees_observables(au: datetime.date) -> list[int]:
    return list(range(au.year, au.year - 6, -1))
