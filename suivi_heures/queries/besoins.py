"""Where needs stand: posts, proposals, refusals, hires, who must act; and what several companies need at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from beneficiaires.models import Beneficiaire, ContratTravail, InscriptionAction
from suivi_heures.enums import REFUS, IssueProposition, TypeDemarche
from suivi_heures.models import Besoin, EtapeProposition, Proposition
from suivi_heures.queries.etapes_reprises import retenir_etapes

DELAI_REPONSE = datetime.timedelta(days=10)
AVANT_DEBUT = datetime.timedelta(days=45)


@dataclass(frozen=True)
class PropositionSituee:
    proposition: Proposition
    etapes: tuple[EtapeProposition, ...]

    @property
    def derniere(self) -> EtapeProposition:
        return self.etapes[-1]

    @property
    def tenues(self) -> tuple[EtapeProposition, ...]:
        """Without what was taken back."""
        return retenir_etapes(self.etapes)

    @property
    def est_ouverte(self) -> bool:
        """Somebody still has to answer."""
        return self.derniere.etat in (IssueProposition.PROPOSEE, IssueProposition.ENTRETIEN)

    @property
    def est_embauchee(self) -> bool:
        return self.derniere.etat == IssueProposition.EMBAUCHEE


@dataclass(frozen=True)
class TourBesoin:
    """Whose turn it is, since which fact and by when."""

    est_a_l_entreprise: bool
    depuis: datetime.date
    avant: datetime.date


@dataclass(frozen=True)
class BesoinSitue:
    besoin: Besoin
    propositions: tuple[PropositionSituee, ...]
    au: datetime.date

    @property
    def embauchees(self) -> int:
        return sum(1 for p in self.propositions if p.est_embauchee)

    @property
    def refus(self) -> int:
        return sum(1 for p in self.propositions if p.derniere.etat in REFUS)

    @property
    def ouvertes(self) -> int:
        return sum(1 for p in self.propositions if p.est_ouverte)

    @property
    def reste(self) -> int:
        return max(0, self.besoin.nombre - self.embauchees)

    @property
    def etat(self) -> str:
        if self.besoin.ferme_a:
            return "ferme"
        if not self.reste:
            return "pourvu"
        if self.besoin.debut < self.au:
            return "en_retard"
        if self.ouvertes < self.reste and self.besoin.debut <= self.au + AVANT_DEBUT:
            return "a_surveiller"
        return "en_cours"

    @property
    def attend_l_entreprise(self) -> tuple[PropositionSituee, ...]:
        return tuple(p for p in self.propositions if p.est_ouverte and p.derniere.date + DELAI_REPONSE <= self.au)

    @property
    def tour(self) -> TourBesoin | None:
        """The company owes an answer from the oldest step left open, the guichet owes people from the day it was
        told the need."""
        if self.besoin.ferme_a or not self.reste:
            return None
        muettes = self.attend_l_entreprise
        if not muettes and self.ouvertes < self.reste:
            return TourBesoin(False, self.besoin.dit_le, self.besoin.debut)
        ouvertes = muettes or tuple(p for p in self.propositions if p.est_ouverte)
        depuis = min(p.derniere.date for p in ouvertes)
        return TourBesoin(True, depuis, depuis + DELAI_REPONSE)


def situer_besoins(besoins: Iterable[Besoin], *, au: datetime.date) -> list[BesoinSitue]:
    """Two queries, whatever their number."""
    tous = list(besoins)
    etapes: dict[int, list[EtapeProposition]] = {}
    for e in EtapeProposition.objects.filter(proposition__besoin__in=[b.pk for b in tous]).order_by("rang"):
        etapes.setdefault(e.proposition_id, []).append(e)
    par_besoin: dict[int, list[PropositionSituee]] = {}
    propositions = Proposition.objects.filter(besoin__in=[b.pk for b in tous]).select_related(
        "beneficiaire", "structure"
    )
    for p in propositions.order_by("beneficiaire__tri", "pk"):
        if p.pk in etapes:
            par_besoin.setdefault(p.besoin_id, []).append(PropositionSituee(p, tuple(etapes[p.pk])))
    return [BesoinSitue(b, tuple(par_besoin.get(b.pk, [])), au) for b in tous]


def dire_demarche(besoin: Besoin, refus: EtapeProposition) -> dict[str, Any]:
    """The line of evidence that a refusal writes, without any name."""
    return {
        "entreprise": besoin.entreprise,
        "marche": besoin.marche,
        "date": refus.date,
        "type": TypeDemarche(refus.etat),
        "texte": f"{refus.get_motif_display()}. Besoin\u00a0: {besoin.metier}"[:300],
    }


@dataclass(frozen=True)
class Mutualisable:
    """A trade several companies need at once, not yet answered by an action."""

    code_rome: str
    metier: str
    entreprises: int
    postes: int
    debut: datetime.date


def besoins_mutualisables(situes: Iterable[BesoinSitue]) -> list[Mutualisable]:
    par_metier: dict[str, list[BesoinSitue]] = {}
    for s in situes:
        if s.besoin.code_rome and s.besoin.ferme_a is None and s.besoin.action_id is None and s.reste:
            par_metier.setdefault(s.besoin.code_rome, []).append(s)
    return [
        Mutualisable(
            code_rome=code,
            metier=siens[0].besoin.metier,
            entreprises=entreprises,
            postes=sum(s.reste for s in siens),
            debut=min(s.besoin.debut for s in siens),
        )
        for code, siens in sorted(par_metier.items())
        if (entreprises := len({s.besoin.entreprise_id for s in siens})) > 1
    ]


def candidats_possibles(besoin: Besoin, *, au: datetime.date) -> Any:
    """People without a contract today and not yet proposed; those who came to an action of this trade can be told
    by `formes`."""
    en_contrat = ContratTravail.objects.filter(date_debut__lte=au).filter(Q(date_fin=None) | Q(date_fin__gte=au))
    proposees = Proposition.objects.filter(besoin=besoin)
    return (
        Beneficiaire.objects.actifs()
        .filter(anonymise_le=None)
        .exclude(pk__in=en_contrat.values("beneficiaire"))
        .exclude(pk__in=proposees.values("beneficiaire"))
    )


def formes_au_metier(code_rome: str) -> Any:
    """Keys of the people enrolled in an action of this trade."""
    actions = InscriptionAction.objects.filter(retiree_a=None, action__annulee_a=None, action__code_rome=code_rome)
    return actions.values("beneficiaire") if code_rome else actions.none().values("beneficiaire")
