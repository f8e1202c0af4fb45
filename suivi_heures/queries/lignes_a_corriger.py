"""Lines of a timesheet as they wait for a decision: what is asked, of whom, and what was already answered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from suivi_heures.enums import CodeAnomalie, Nature, StatutHeure, SuiteLigne
from suivi_heures.models import CorrectionLigne, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.detail_releve import LigneDetaillee, detailler_releve
from suivi_heures.queries.semblables import IDENTITE, Voisinage

ZERO = Decimal("0.00")
A_CORRIGER, CORRIGEES, PRETES, ATTENTE = "a_corriger", "corrigees", "pretes", "attente"
TRAITEES = (SuiteLigne.CORRIGEE, SuiteLigne.CONFIRMEE, SuiteLigne.ECARTEE)
COMPTABLES = (Nature.TRAVAIL, Nature.FORMATION_CONTRAT)
# said of the file or of its totals: nothing to decide on the line
INFORMENT = (CodeAnomalie.TOTAL_INCOHERENT, CodeAnomalie.SIRET_INVALIDE)
SIX_MOIS = 6


@dataclass(frozen=True, slots=True)
class LigneACorriger:
    """`code` is None when nothing is wrong; `ne_compte_pas`: part of its hours do not count."""

    detail: LigneDetaillee
    code: CodeAnomalie | None
    place: str
    semblables: tuple[LigneReleve, ...]
    correction: CorrectionLigne | None

    @property
    def ligne(self) -> LigneReleve:
        return self.detail.ligne

    @property
    def heures(self) -> Decimal:
        return self.ligne.heures or Decimal(self.ligne.lue.get("proposees") or 0)

    @property
    def ne_compte_pas(self) -> bool:
        return _compte_en_partie(self.detail)

    @property
    def concerne_la_personne(self) -> bool:
        return self.code in IDENTITE


def lister_lignes(releve: ReleveHeures, *, du_guichet: bool) -> list[LigneACorriger]:
    """A line sent back waits for the company, a line asked waits for the guichet: each sees its own."""
    details = [d for d in detailler_releve(releve) if not _informe(d.ligne)]
    voisinage = Voisinage(detail.ligne for detail in details)
    corrections = {
        une.ligne_id: une for une in CorrectionLigne.objects.filter(releve=releve, annulee_a=None).order_by("pk")
    }
    lignes = []
    for detail in details:
        code = voisinage.code(detail.ligne)
        place = _placer(detail, code, du_guichet=du_guichet)
        proches = voisinage.semblables(detail.ligne) if place == A_CORRIGER else []
        lignes.append(LigneACorriger(detail, code, place, tuple(proches), corrections.get(detail.ligne.pk)))
    return lignes


def _informe(ligne: LigneReleve) -> bool:
    codes = {fait["code"] for fait in ligne.anomalies}
    return ligne.heures is None and bool(codes) and codes <= set(INFORMENT)


def _placer(detail: LigneDetaillee, code: CodeAnomalie | None, *, du_guichet: bool) -> str:
    suite = detail.ligne.suite
    if suite in TRAITEES:
        return CORRIGEES
    if detail.heure is not None and detail.heure.statut != StatutHeure.SOUMISE:
        return PRETES  # decided: it is corrected in the grid
    if suite == (SuiteLigne.RENVOYEE if du_guichet else SuiteLigne.DEMANDEE):
        return ATTENTE
    return A_CORRIGER if suite or code is not None or _compte_en_partie(detail) else PRETES


def _compte_en_partie(detail: LigneDetaillee) -> bool:
    ligne = detail.ligne
    if ligne.nature not in COMPTABLES or detail.comptees is None or detail.heure is None:
        return False
    return detail.heure.heures > 0 and detail.comptees < detail.heure.heures


def compter_totaux_faux(releve: ReleveHeures) -> int:
    """Totals written in the file that are not the sum of its lines."""
    faux = [{"code": CodeAnomalie.TOTAL_INCOHERENT}]
    return LigneReleve.objects.filter(releve=releve, anomalies__contains=faux).count()


def moyenne_mensuelle(contrats: list[int]) -> dict[int, Decimal]:
    """Hours of work a month, over the months of each contract in which some were declared."""
    lignes: Any = Heure.objects.filter(contrat_id__in=contrats, nature=Nature.TRAVAIL, annulee=False)
    mois: dict[int, list[Decimal]] = {}
    for contrat, _, total in (
        lignes.exclude(statut=StatutHeure.REFUSEE)
        .values_list("contrat_id", "du__year", "du__month")
        .annotate(total=Sum("heures"))
        .order_by("contrat_id", "-du__year", "-du__month")
        .values_list("contrat_id", "du__month", "total")
    ):
        mois.setdefault(contrat, []).append(total)
    return {contrat: sum(siens[:SIX_MOIS], ZERO) / len(siens[:SIX_MOIS]) for contrat, siens in mois.items()}


def corriger_la_frappe(heures: Decimal, habituelles: Decimal) -> Decimal | None:
    """A lost comma, one digit for another: what was probably meant, when it falls near what the person works."""
    essais = [heures / 10, heures / 100, heures - 100, heures - 200]
    possibles = [une.quantize(Decimal("0.01")) for une in essais if 0 < une <= habituelles * Decimal("1.35")]
    proches = [une for une in possibles if abs(une - habituelles) <= habituelles * Decimal("0.35")]
    return min(proches, key=lambda une: abs(une - habituelles), default=None)
