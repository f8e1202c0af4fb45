"""Paths to work: the thread of one person, the exits of all, and the situations that are still to ask."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from beneficiaires.enums import CLASSE_SORTIE, DYNAMIQUES, EN_EMPLOI, ClasseSortie, SituationEmploi
from beneficiaires.models import Beneficiaire, ContratTravail, EtapeParcours, InscriptionAction, Situation, Sortie
from beneficiaires.models.parcours import MOIS_DE_SUITE

# once a milestone is reached, how long the guichet has to ask
DELAI_DEMANDE = datetime.timedelta(days=30)
# a situation may be told this long before its milestone, never sooner: it would speak of a day nobody has seen
MOIS_D_AVANCE = 1


@dataclass(frozen=True)
class Jalon:
    """One line of the thread. `changement`: the first contract with another employer."""

    debut: datetime.date
    fin: datetime.date | None
    sorte: str
    objet: ContratTravail | EtapeParcours | InscriptionAction | Sortie | Situation
    changement: bool = False


@dataclass(frozen=True)
class Echeance:
    """A milestone after an exit: asked, read in contracts, or still to ask."""

    sortie: Sortie
    mois: int
    le: datetime.date
    dite: Situation | None
    contrat: ContratTravail | None
    au: datetime.date

    @property
    def est_due(self) -> bool:
        return self.le <= self.au and self.dite is None and self.contrat is None

    @property
    def est_connue(self) -> bool:
        return self.contrat is not None or (
            self.dite is not None and self.dite.situation != SituationEmploi.INJOIGNABLE
        )

    @property
    def est_en_emploi(self) -> bool:
        return self.contrat is not None or (self.dite is not None and self.dite.situation in EN_EMPLOI)


def ajouter_mois(jour: datetime.date, mois: int) -> datetime.date:
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return datetime.date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


def ouvrir_echeance(sortie_le: datetime.date, mois: int) -> datetime.date:
    """From this day on, what is told may stand for the milestone."""
    return ajouter_mois(sortie_le, mois - MOIS_D_AVANCE)


def est_prematuree(dite: Situation, sortie_le: datetime.date) -> bool:
    return dite.le < ouvrir_echeance(sortie_le, dite.mois)


def suivre_personne(personne: Beneficiaire) -> list[Jalon]:
    """Contracts, steps, actions, exit and situations, the oldest first."""
    jalons = [*_contrats(personne)]
    jalons += [
        Jalon(e.debut, e.fin, "etape", e)
        for e in EtapeParcours.objects.retenus().filter(beneficiaire=personne).select_related("action", "accueil")
    ]
    jalons += [
        Jalon(i.action.date_debut, i.action.date_fin, "action", i)
        for i in InscriptionAction.objects.filter(
            beneficiaire=personne, retiree_a=None, action__annulee_a=None
        ).select_related("action")
    ]
    jalons += [Jalon(s.le, None, "sortie", s) for s in Sortie.objects.retenus().filter(beneficiaire=personne)]
    situations = Situation.objects.retenus().filter(beneficiaire=personne).select_related("sortie")
    jalons += [Jalon(s.le, None, "situation", s) for s in situations]
    return sorted(jalons, key=lambda j: (j.debut, j.sorte, j.objet.pk))


def _contrats(personne: Beneficiaire) -> list[Jalon]:
    """An employment opened on several lots is one line."""
    contrats = (
        ContratTravail.objects.filter(beneficiaire=personne)
        .select_related("employeur", "marche")
        .order_by("date_debut", "pk")
    )
    jalons: list[Jalon] = []
    vues: set[int] = set()
    precedent: int | None = None
    for c in contrats:
        if c.embauche_racine in vues:
            continue
        vues.add(c.embauche_racine)
        jalons.append(
            Jalon(c.date_debut, c.date_fin, "contrat", c, precedent is not None and precedent != c.employeur_id)
        )
        precedent = c.employeur_id
    return jalons


def suivre_sorties(sorties: Iterable[Sortie], *, au: datetime.date) -> list[Echeance]:
    """Every milestone of these exits; a contract followed here that covers the day answers by itself,
    a situation told before the milestone opens does not."""
    toutes = [s for s in sorties if CLASSE_SORTIE[s.type] != ClasseSortie.NEUTRALISEE]
    sorties_le = {s.pk: s.le for s in toutes}
    dites = {
        (s.sortie_id, s.mois): s
        for s in Situation.objects.retenus().filter(sortie__in=sorties_le)
        if not est_prematuree(s, sorties_le[s.sortie_id])
    }
    contrats: dict[int, list[ContratTravail]] = {}
    for c in ContratTravail.objects.filter(beneficiaire__in={s.beneficiaire_id for s in toutes}).order_by("date_debut"):
        contrats.setdefault(c.beneficiaire_id, []).append(c)
    echeances = []
    for s in toutes:
        for mois in MOIS_DE_SUITE:
            le = ajouter_mois(s.le, mois)
            couvre = next(
                (
                    c
                    for c in contrats.get(s.beneficiaire_id, [])
                    if c.date_debut <= le <= (c.date_fin or datetime.date.max)
                ),
                None,
            )
            echeances.append(Echeance(s, mois, le, dites.get((s.pk, mois)), couvre if le <= au else None, au))
    return echeances


def situations_a_demander(*, au: datetime.date) -> list[Echeance]:
    """One a person: the latest milestone reached; those missed before it stay missed, and coverage says so."""
    sorties = (
        Sortie.objects.retenus()
        .filter(beneficiaire__fusionne_dans=None, beneficiaire__anonymise_le=None, le__lte=au)
        .select_related("beneficiaire")
    )
    derniere: dict[int, Echeance] = {}
    for e in suivre_sorties(sorties, au=au):
        if e.le <= au:
            derniere[e.sortie.pk] = e
    return sorted((e for e in derniere.values() if e.est_due), key=lambda e: (e.le, e.sortie.pk))


@dataclass(frozen=True)
class BilanSorties:
    """`par_classe` counts people; the rate of dynamic exits leaves out the neutralised ones, as the State does."""

    par_classe: dict[ClasseSortie, int]
    par_type: dict[str, int]
    suites: tuple[tuple[int, int, int, int], ...]  # months, reached, known, in a job

    @property
    def toutes(self) -> int:
        return sum(self.par_classe.values())

    @property
    def retenues(self) -> int:
        return self.toutes - self.par_classe.get(ClasseSortie.NEUTRALISEE, 0)

    @property
    def dynamiques(self) -> int:
        return sum(self.par_classe.get(classe, 0) for classe in DYNAMIQUES)


def dresser_sorties(*, du: datetime.date, au: datetime.date, ce_jour: datetime.date) -> BilanSorties:
    """Exits of the period, and what is known of the people who left, milestone by milestone."""
    sorties = list(Sortie.objects.retenus().filter(le__gte=du, le__lte=au, beneficiaire__fusionne_dans=None))
    classes = Counter(CLASSE_SORTIE[s.type] for s in sorties)
    atteintes = [e for e in suivre_sorties(sorties, au=ce_jour) if e.le <= ce_jour]
    suites = tuple(
        (
            mois,
            sum(1 for e in atteintes if e.mois == mois),
            sum(1 for e in atteintes if e.mois == mois and e.est_connue),
            sum(1 for e in atteintes if e.mois == mois and e.est_en_emploi),
        )
        for mois in MOIS_DE_SUITE
    )
    return BilanSorties(
        par_classe={classe: classes.get(classe, 0) for classe in ClasseSortie},
        par_type=dict(Counter(s.type for s in sorties)),
        suites=suites,
    )


def proposer_sortie(personne: Beneficiaire) -> tuple[str, datetime.date] | None:
    """What the last contract says by itself, so that it is not typed again."""
    dernier = ContratTravail.objects.filter(beneficiaire=personne).order_by("-date_debut", "-pk").first()
    if dernier is None:
        return None
    if dernier.type_contrat in ("CDI", "CDI_CHANTIER", "CDI_INTERIMAIRE", "CDI_INCLUSION"):
        return "CDI", dernier.date_debut
    return None
