"""Lines of a timesheet that one decision settles together."""

from __future__ import annotations

import datetime
from collections import defaultdict
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
DU_DECOUPAGE = (CodeAnomalie.DECLAREE_AUTREMENT,)  # her contract is known: the same days stand otherwise
DE_LA_PERSONNE = (*IDENTITE, *DU_CONTRAT)
DITS_UNE_FOIS = (*IDENTITE[:2], *DU_CONTRAT)
OUVERTES = ("", SuiteLigne.DEMANDEE, SuiteLigne.RENVOYEE)

type Ecrite = tuple[str, datetime.date | None]


def personne_ecrite(ligne: LigneReleve) -> Ecrite | None:
    """The person as this line writes her; None when the row names nobody."""
    cle = str(ligne.lue.get("cle") or "")
    naissance = ligne.lue.get("naissance")
    return (cle, datetime.date.fromisoformat(naissance) if naissance else None) if cle else None


def faits_de(ligne: LigneReleve) -> list[dict[str, Any]]:
    return [*ligne.anomalies, *ligne.avertissements]


class Voisinage:
    """The lines of one timesheet, each seen with the others of the same person: read once, whatever their number."""

    def __init__(self, lignes: Iterable[LigneReleve]) -> None:
        self.lignes = list(lignes)
        self._par_personne: dict[Ecrite, list[LigneReleve]] = defaultdict(list)
        for ligne in self.lignes:
            if (qui := personne_ecrite(ligne)) is not None:
                self._par_personne[qui].append(ligne)
        self._de_la_personne = {
            qui: _le_plus_grave([fait for une in siennes for fait in une.anomalies], DITS_UNE_FOIS)
            for qui, siennes in self._par_personne.items()
        }
        self._codes = {ligne.pk: self._code(ligne) for ligne in self.lignes}
        self._par_code: dict[CodeAnomalie, list[LigneReleve]] = defaultdict(list)
        for ligne in self.lignes:
            if (code := self._codes[ligne.pk]) is not None and ligne.suite in OUVERTES:
                self._par_code[code].append(ligne)

    def code(self, ligne: LigneReleve) -> CodeAnomalie | None:
        """Why a decision is asked of this line."""
        return self._codes[ligne.pk]

    def _code(self, ligne: LigneReleve) -> CodeAnomalie | None:
        """A person, or a missing contract, is said once in a file: the other lines of the same person ask the same
        question."""
        code = _le_plus_grave(faits_de(ligne)) or _le_plus_grave(ligne.anomalies, DU_DECOUPAGE)
        if code is not None or not attend_un_contrat(ligne):
            return code
        qui = personne_ecrite(ligne)
        return (self._de_la_personne.get(qui) if qui else None) or CodeAnomalie.SANS_CONTRAT

    def semblables(self, ligne: LigneReleve) -> list[LigneReleve]:
        """The other undecided lines that the same answer settles: same person as written when it is about her, same
        remark otherwise. Hours to replace are never alike."""
        code = self.code(ligne)
        if code is None or code in DES_HEURES:
            return []
        if code in DE_LA_PERSONNE:
            qui = personne_ecrite(ligne)
            siennes = self._par_personne.get(qui, []) if qui else []
            autres = [une for une in siennes if une.suite in OUVERTES and self.code(une) in DE_LA_PERSONNE]
        else:
            autres = self._par_code[code]
        return [une for une in autres if une.pk != ligne.pk]


def _le_plus_grave(faits: list[dict[str, Any]], parmi: Iterable[CodeAnomalie] = A_REGLER) -> CodeAnomalie | None:
    codes = {fait["code"] for fait in faits}
    return next((code for code in parmi if code in codes), None)


def attend_un_contrat(ligne: LigneReleve) -> bool:
    if ligne.contrat_id is not None or ligne.heures is None:
        return False
    # an absence of a known person needs no contract: it never counts
    return ligne.nature in {"TRAVAIL", "FORMATION_CONTRAT"} or not ligne.lue.get("personne")
