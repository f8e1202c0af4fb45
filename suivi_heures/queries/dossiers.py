"""Where a difficulty stands: who must act, since when, by when, and what may come next. From its dated facts, and
from what is still owed: the formal notice is asked for once, and only while it has an object."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from suivi_heures.enums import Camp, SensDecision, TypeEtape
from suivi_heures.models import AvisFacilitateur, DecisionAcheteur, Dossier, EtapeDossier
from suivi_heures.queries.mise_en_demeure import motifs_sans_objet

T = TypeEtape
# what a step waits for: who, what, days given when nothing else is said
SUITES: dict[str, tuple[str, str, int]] = {
    T.SIGNALEMENT: (Camp.GUICHET, "Chercher une solution, ou rendre un avis", 15),
    T.DEMANDE: (Camp.ACHETEUR, "Envoyer la mise en demeure", 15),
    T.MISE_EN_DEMEURE: (Camp.ENTREPRISE, "Répondre à la mise en demeure", 15),
    T.REPONSE: (Camp.GUICHET, "Rendre un avis à l’acheteur", 14),
    T.AVIS: (Camp.ACHETEUR, "Décider", 30),
}
POSSIBLES: dict[str, tuple[str, ...]] = {
    T.SIGNALEMENT: (T.ECHANGE, T.DEMANDE, T.AVIS, T.CLOTURE),
    T.DEMANDE: (T.ECHANGE, T.MISE_EN_DEMEURE, T.REPONSE, T.CLOTURE),
    T.MISE_EN_DEMEURE: (T.ECHANGE, T.REPONSE, T.AVIS, T.CLOTURE),
    T.REPONSE: (T.ECHANGE, T.AVIS, T.DEMANDE, T.CLOTURE),
    T.AVIS: (T.ECHANGE, T.REPONSE, T.DECISION, T.DEMANDE),
    T.DECISION: (),
    T.CLOTURE: (),
}
# asked for, then sent: once in a dossier
DEMEURE = (T.DEMANDE, T.MISE_EN_DEMEURE)
# who may write which step from its own space; the guichet writes for all
DU_CAMP: dict[str, frozenset[str]] = {
    Camp.ENTREPRISE: frozenset({T.ECHANGE, T.REPONSE}),
    Camp.ACHETEUR: frozenset({T.ECHANGE, T.MISE_EN_DEMEURE, T.DECISION}),
    Camp.GUICHET: frozenset({T.ECHANGE, T.DEMANDE, T.MISE_EN_DEMEURE, T.REPONSE, T.AVIS, T.DECISION, T.CLOTURE}),
}
# whose act it is, whoever writes it down
ACTEUR: dict[str, str] = {T.MISE_EN_DEMEURE: Camp.ACHETEUR, T.DECISION: Camp.ACHETEUR, T.REPONSE: Camp.ENTREPRISE}


@dataclass(frozen=True)
class Situation:
    """`camp` empty: closed. `numero`: of the last fact, what a form must have seen before it adds one.
    `sans_objet`: why no formal notice may follow, where one would."""

    camp: str
    action: str
    depuis: datetime.date | None
    echeance: datetime.date | None
    possibles: tuple[str, ...]
    numero: int
    derniere: EtapeDossier | None
    vives: tuple[EtapeDossier, ...] = field(default=())
    sans_objet: str = ""

    @property
    def est_close(self) -> bool:
        return not self.camp

    def a(self, type: str) -> EtapeDossier | None:
        """The last live step of this type."""
        return next((e for e in reversed(self.vives) if e.type == type), None)

    def refus(self, type: str) -> str:
        """Why this step may not come now; empty when it may."""
        if type in self.possibles:
            return ""
        if type in DEMEURE and self.sans_objet:
            return f"{self.sans_objet}."
        deja = self.a(type) if type in DEMEURE else None
        if deja is not None:
            return f"{deja.get_type_display()} le {deja.date:%d/%m/%Y}\u00a0: c’est déjà au dossier."
        return "Cette étape ne suit pas la précédente\u00a0: rechargez la page pour voir où il en est."


def situer_dossier(dossier: Dossier, etapes: Iterable[EtapeDossier], *, au: datetime.date) -> Situation:
    """One of them; two more queries when a formal notice could follow."""
    etapes = list(etapes)
    situation = situer(etapes, au=au)
    if not _demeure_possible(situation):
        return situation
    return situer(etapes, au=au, sans_objet=motifs_sans_objet([dossier], au=au).get(dossier.pk, ""))


def _demeure_possible(situation: Situation) -> bool:
    return any(type in situation.possibles for type in DEMEURE)


def situer(etapes: Iterable[EtapeDossier], *, au: datetime.date, sans_objet: str = "") -> Situation:
    """From all the facts of a dossier, in order; a step cancelled by a later one no longer speaks. Pure."""
    toutes = sorted(etapes, key=lambda e: e.numero)
    annulees = {e.annule for e in toutes if e.annule is not None}
    vives = tuple(e for e in toutes if e.numero not in annulees and e.type != T.ANNULATION)
    numero = toutes[-1].numero if toutes else 0
    marquantes = [e for e in vives if e.type != T.ECHANGE]
    if not marquantes:
        return Situation("", "", None, None, (), numero, None, vives)
    derniere = marquantes[-1]
    suite = SUITES.get(derniere.type)
    possibles = _suivre(derniere.type, {e.type for e in vives})
    if suite is None:
        return Situation("", derniere.get_type_display(), derniere.date, None, possibles, numero, derniere, vives)
    camp, action, _ = suite
    echeance = derniere.echeance
    if sans_objet and any(type in possibles for type in DEMEURE):
        possibles = tuple(type for type in possibles if type not in DEMEURE)
        if derniere.type == T.DEMANDE:
            camp, action = Camp.GUICHET, "Clore la difficulté, ou la reprendre avec l’acheteur"
        return Situation(camp, action, derniere.date, echeance, possibles, numero, derniere, vives, sans_objet)
    if derniere.type == T.MISE_EN_DEMEURE and echeance and echeance < au:
        camp, action = Camp.GUICHET, "Rendre un avis\u00a0: l’entreprise n’a pas répondu"
        return Situation(
            camp, action, echeance, echeance + datetime.timedelta(days=14), possibles, numero, derniere, vives
        )
    return Situation(camp, action, derniere.date, echeance, possibles, numero, derniere, vives)


def _suivre(derniere: str, faites: set[str]) -> tuple[str, ...]:
    """What is asked for once is not asked for again: what follows it takes its place."""
    possibles = POSSIBLES[derniere]
    if T.MISE_EN_DEMEURE in faites:
        return tuple(type for type in possibles if type not in DEMEURE)
    if T.DEMANDE in faites:
        return tuple(T.MISE_EN_DEMEURE if type == T.DEMANDE else type for type in possibles)
    return possibles


@dataclass(frozen=True)
class DossierSitue:
    dossier: Dossier
    situation: Situation
    decision: DecisionAcheteur | None = None


def situer_dossiers(dossiers: Iterable[Dossier], *, au: datetime.date) -> list[DossierSitue]:
    """Four queries whatever their number."""
    dossiers = list(dossiers)
    cles = [d.pk for d in dossiers]
    etapes: dict[int, list[EtapeDossier]] = {cle: [] for cle in cles}
    for etape in EtapeDossier.objects.filter(dossier__in=cles).order_by("dossier_id", "numero"):
        etapes[etape.dossier_id].append(etape)
    decisions = {d.etape_id: d for d in DecisionAcheteur.objects.filter(dossier__in=cles)}
    situations = {cle: situer(etapes[cle], au=au) for cle in cles}
    motifs = motifs_sans_objet([d for d in dossiers if _demeure_possible(situations[d.pk])], au=au)
    situations |= {cle: situer(etapes[cle], au=au, sans_objet=motif) for cle, motif in motifs.items()}
    situes = []
    for dossier in dossiers:
        situation = situations[dossier.pk]
        prise = situation.a(T.DECISION)
        situes.append(DossierSitue(dossier, situation, decisions.get(prise.pk) if prise else None))
    return situes


@dataclass(frozen=True)
class FaitDossier:
    """A step with the opinion or the decision that hangs on it."""

    etape: EtapeDossier
    est_annulee: bool
    avis: AvisFacilitateur | None
    decision: DecisionAcheteur | None


def lire_faits(dossier: Dossier) -> list[FaitDossier]:
    """Three queries, as the reader may see them: a company has no right on opinions."""
    etapes = list(EtapeDossier.objects.filter(dossier=dossier).order_by("numero"))
    annulees = {e.annule for e in etapes if e.annule is not None}
    avis = {a.etape_id: a for a in AvisFacilitateur.objects.filter(dossier=dossier)}
    decisions = {d.etape_id: d for d in DecisionAcheteur.objects.filter(dossier=dossier)}
    return [FaitDossier(e, e.numero in annulees, avis.get(e.pk), decisions.get(e.pk)) for e in etapes]


def a_une_penalite(decision: DecisionAcheteur | None) -> bool:
    return decision is not None and decision.sens == SensDecision.PENALITE
