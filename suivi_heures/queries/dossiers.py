"""Where a difficulty stands: who must act, since when, by when, and what may come next. Pure, from its dated facts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from suivi_heures.enums import Camp, SensDecision, TypeEtape
from suivi_heures.models import AvisFacilitateur, DecisionAcheteur, Dossier, EtapeDossier

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
    """`camp` empty: closed. `numero`: of the last fact, what a form must have seen before it adds one."""

    camp: str
    action: str
    depuis: datetime.date | None
    echeance: datetime.date | None
    possibles: tuple[str, ...]
    numero: int
    derniere: EtapeDossier | None
    vives: tuple[EtapeDossier, ...] = field(default=())

    @property
    def est_close(self) -> bool:
        return not self.camp

    def a(self, type: str) -> EtapeDossier | None:
        """The last live step of this type."""
        return next((e for e in reversed(self.vives) if e.type == type), None)


def situer(etapes: Iterable[EtapeDossier], *, au: datetime.date) -> Situation:
    """From all the facts of a dossier, in order; a step cancelled by a later one no longer speaks."""
    toutes = sorted(etapes, key=lambda e: e.numero)
    annulees = {e.annule for e in toutes if e.annule is not None}
    vives = tuple(e for e in toutes if e.numero not in annulees and e.type != T.ANNULATION)
    numero = toutes[-1].numero if toutes else 0
    marquantes = [e for e in vives if e.type != T.ECHANGE]
    if not marquantes:
        return Situation("", "", None, None, (), numero, None, vives)
    derniere = marquantes[-1]
    suite = SUITES.get(derniere.type)
    possibles = POSSIBLES[derniere.type]
    if suite is None:
        return Situation("", derniere.get_type_display(), derniere.date, None, possibles, numero, derniere, vives)
    camp, action, _ = suite
    echeance = derniere.echeance
    if derniere.type == T.MISE_EN_DEMEURE and echeance and echeance < au:
        camp, action = Camp.GUICHET, "Rendre un avis\u00a0: l’entreprise n’a pas répondu"
        return Situation(
            camp, action, echeance, echeance + datetime.timedelta(days=14), possibles, numero, derniere, vives
        )
    return Situation(camp, action, derniere.date, echeance, possibles, numero, derniere, vives)


@dataclass(frozen=True)
class DossierSitue:
    dossier: Dossier
    situation: Situation
    decision: DecisionAcheteur | None = None


def situer_dossiers(dossiers: Iterable[Dossier], *, au: datetime.date) -> list[DossierSitue]:
    """Two queries whatever their number."""
    dossiers = list(dossiers)
    cles = [d.pk for d in dossiers]
    etapes: dict[int, list[EtapeDossier]] = {cle: [] for cle in cles}
    for etape in EtapeDossier.objects.filter(dossier__in=cles).order_by("dossier_id", "numero"):
        etapes[etape.dossier_id].append(etape)
    decisions = {d.etape_id: d for d in DecisionAcheteur.objects.filter(dossier__in=cles)}
    situes = []
    for dossier in dossiers:
        situation = situer(etapes[dossier.pk], au=au)
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
