"""Lines of a timesheet that one decision settles together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from suivi_heures.enums import CodeAnomalie, SuiteLigne
from suivi_heures.models import LigneReleve

IDENTITE = (
    *(CodeAnomalie.BENEFICIAIRE_INCONNU, CodeAnomalie.BENEFICIAIRE_AMBIGU),
    *(CodeAnomalie.NOM_APPROCHANT, CodeAnomalie.NOM_DIFFERENT, CodeAnomalie.DATE_NAISSANCE_DIFFERENTE),
)
DU_CONTRAT = (CodeAnomalie.SANS_CONTRAT, CodeAnomalie.HEURES_AVANT_CONTRAT, CodeAnomalie.HEURES_APRES_CONTRAT)
DES_HEURES = (
    *(CodeAnomalie.HEURES_ILLISIBLES, CodeAnomalie.FORMULE_SANS_VALEUR, CodeAnomalie.HEURES_IMPOSSIBLES),
    *(CodeAnomalie.HEURES_EXCESSIVES, CodeAnomalie.HORAIRES_INCOHERENTS),
)
MISES_DE_COTE = (CodeAnomalie.DOUBLON_LIGNE, CodeAnomalie.LIGNE_MASQUEE)
DE_LA_PERIODE = (CodeAnomalie.LIGNE_HORS_PERIODE, CodeAnomalie.MOIS_FUTUR)
# what asks for a decision, the gravest first; other remarks only inform
A_REGLER = (
    *(CodeAnomalie.BENEFICIAIRE_INCONNU, CodeAnomalie.BENEFICIAIRE_AMBIGU, *DU_CONTRAT, *MISES_DE_COTE, *DES_HEURES),
    *(CodeAnomalie.NOM_APPROCHANT, CodeAnomalie.NOM_DIFFERENT, CodeAnomalie.DATE_NAISSANCE_DIFFERENTE),
    *(*DE_LA_PERIODE, CodeAnomalie.HEURES_NEGATIVES),
)
OUVERTES = ("", SuiteLigne.DEMANDEE, SuiteLigne.RENVOYEE)

type Ecrite = tuple[str, datetime.date | None]


def personne_ecrite(ligne: LigneReleve) -> Ecrite | None:
    """The person as this line writes her; None when the row names nobody."""
    cle = str(ligne.lue.get("cle") or "")
    naissance = ligne.lue.get("naissance")
    return (cle, datetime.date.fromisoformat(naissance) if naissance else None) if cle else None


def faits_de(ligne: LigneReleve) -> list[dict[str, Any]]:
    return [*ligne.anomalies, *ligne.avertissements]


def code_de(ligne: LigneReleve, voisines: Iterable[LigneReleve] = ()) -> CodeAnomalie | None:
    """Why a decision is asked. A person, or a missing contract, is said once in a file: the other lines of the
    same person ask the same question."""
    code = _le_plus_grave(faits_de(ligne))
    if code is not None or not _attend_un_contrat(ligne):
        return code
    qui = personne_ecrite(ligne)
    siens = [fait for autre in voisines if personne_ecrite(autre) == qui for fait in autre.anomalies]
    return _le_plus_grave(siens, (*IDENTITE[:2], *DU_CONTRAT)) or CodeAnomalie.SANS_CONTRAT


def _le_plus_grave(faits: list[dict[str, Any]], parmi: Iterable[CodeAnomalie] = A_REGLER) -> CodeAnomalie | None:
    codes = {fait["code"] for fait in faits}
    return next((code for code in parmi if code in codes), None)


def _attend_un_contrat(ligne: LigneReleve) -> bool:
    if ligne.contrat_id is not None or ligne.heures is None:
        return False
    # an absence of a known person needs no contract: it never counts
    return ligne.nature in {"TRAVAIL", "FORMATION_CONTRAT"} or not ligne.lue.get("personne")


def semblables_de(ligne: LigneReleve, toutes: Iterable[LigneReleve]) -> list[LigneReleve]:
    """The other undecided lines that the same answer settles: same person as written when it is about her, same
    remark otherwise. Hours to replace are never alike."""
    toutes = list(toutes)
    code = code_de(ligne, toutes)
    if code is None or code in DES_HEURES:
        return []
    autres = [une for une in toutes if une.pk != ligne.pk and une.suite in OUVERTES]
    if code in (*IDENTITE, *DU_CONTRAT):
        qui = personne_ecrite(ligne)
        utiles = (*IDENTITE, *DU_CONTRAT)
        return [une for une in autres if qui and personne_ecrite(une) == qui and code_de(une, toutes) in utiles]
    return [une for une in autres if code_de(une, toutes) == code]
