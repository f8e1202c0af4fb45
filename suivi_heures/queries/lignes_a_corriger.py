"""Lines of a timesheet as they wait for a decision: what is asked, of whom, and what was already answered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from suivi_heures.enums import CodeAnomalie, Motif, Nature, StatutHeure, SuiteLigne
from suivi_heures.models import CorrectionLigne, Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.detail_releve import TRANCHEES, LigneDetaillee, detailler_releve
from suivi_heures.queries.semblables import IDENTITE, Voisinage

ZERO = Decimal("0.00")
A_CORRIGER, CORRIGEES, PRETES, ATTENTE = "a_corriger", "corrigees", "pretes", "attente"
TRAITEES = TRANCHEES
COMPTABLES = (Nature.TRAVAIL, Nature.FORMATION_CONTRAT)
SIX_MOIS = 6


@dataclass(frozen=True, slots=True)
class LigneACorriger:
    """`code` is None when nothing is wrong; `ne_compte_pas`: part of its hours do not count."""

    detail: LigneDetaillee
    code: CodeAnomalie | None
    place: str
    semblables: tuple[LigneReleve, ...]
    correction: CorrectionLigne | None
    jumelle: LigneDetaillee | None = None  # of a line set aside as a duplicate, the one that is kept

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
    details = [d for d in detailler_releve(releve) if not d.informe]
    voisinage = Voisinage(detail.ligne for detail in details)
    corrections = {
        une.ligne_id: une for une in CorrectionLigne.objects.filter(releve=releve, annulee_a=None).order_by("pk")
    }
    places = [_placer(d, voisinage.code(d.ligne), du_guichet=du_guichet) for d in details]
    partielles = [
        d for d, place in zip(details, places, strict=True) if place == A_CORRIGER and _sans_question(d, voisinage)
    ]
    gardees = _gardees(details, voisinage)
    lignes = []
    for detail, place in zip(details, places, strict=True):
        code = voisinage.code(detail.ligne)
        proches = []
        if place == A_CORRIGER:
            proches = _du_meme_motif(detail, partielles) if code is None else voisinage.semblables(detail.ligne)
        jumelle = gardees.get(_jumeau(detail.ligne)) if code == CodeAnomalie.DOUBLON_LIGNE else None
        lignes.append(LigneACorriger(detail, code, place, tuple(proches), corrections.get(detail.ligne.pk), jumelle))
    return lignes


def comptees_comme(releve: ReleveHeures, ligne: LigneReleve) -> list[LigneReleve]:
    """The other lines of which nothing is asked but that count in part, for the same reasons as this one."""
    details = [detail for detail in detailler_releve(releve) if not detail.informe]
    voisinage = Voisinage(detail.ligne for detail in details)
    partielles = [d for d in details if _placer(d, voisinage.code(d.ligne), du_guichet=True) == A_CORRIGER]
    partielles = [d for d in partielles if _sans_question(d, voisinage)]
    celle_ci = next((detail for detail in partielles if detail.ligne.pk == ligne.pk), None)
    return _du_meme_motif(celle_ci, partielles) if celle_ci else []


def _sans_question(detail: LigneDetaillee, voisinage: Voisinage) -> bool:
    return voisinage.code(detail.ligne) is None and _compte_en_partie(detail)


def _du_meme_motif(detail: LigneDetaillee, partielles: list[LigneDetaillee]) -> list[LigneReleve]:
    motifs = _motifs(detail)
    return [un.ligne for un in partielles if un.ligne.pk != detail.ligne.pk and motifs and _motifs(un) == motifs]


def _motifs(detail: LigneDetaillee) -> set[Motif]:
    return {motif.code for motif in detail.explication.motifs} if detail.explication else set()


def _gardees(details: list[LigneDetaillee], voisinage: Voisinage) -> dict[tuple[object, ...], LigneDetaillee]:
    """The first line of each person, month and kind of hours: of those written twice, the one that is read."""
    gardees: dict[tuple[object, ...], LigneDetaillee] = {}
    for detail in details:
        if voisinage.code(detail.ligne) != CodeAnomalie.DOUBLON_LIGNE:
            gardees.setdefault(_jumeau(detail.ligne), detail)
    return gardees


def _jumeau(ligne: LigneReleve) -> tuple[object, ...]:
    lue = ligne.lue
    return lue.get("feuille"), lue.get("cle"), lue.get("naissance"), lue.get("du"), lue.get("au"), str(ligne.nature)


def _placer(detail: LigneDetaillee, code: CodeAnomalie | None, *, du_guichet: bool) -> str:
    suite = detail.ligne.suite
    if suite in TRAITEES:
        return CORRIGEES
    if suite == SuiteLigne.CROISEE:
        return PRETES  # compared with the other employer's figure, not in the ledger
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
