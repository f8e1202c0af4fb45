"""What is said of each line, at the cell it speaks of, and the sheet that sums it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from clauses_app.interface.formats import formater_de_mois, formater_heures
from suivi_heures.enums import CodeAnomalie
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.detail_releve import LigneDetaillee
from suivi_heures.queries.retraits import Retrait, lister_retraits
from suivi_heures.queries.semblables import IDENTITE

TITRE = "Remarques du guichet"
COLONNES = (
    "Feuille",
    "Ligne",
    "Personne",
    "Période",
    "Ce qui ne va pas",
    "À vérifier",
    "Ce qui compte",
    "Suite donnée",
)
REMARQUES_MAX = 3_000
A_SON_NOM = (*IDENTITE, CodeAnomalie.SANS_CONTRAT, CodeAnomalie.DOUBLON_LIGNE)


def situer_remarques(
    lignes: Sequence[LigneDetaillee], *, sans_feuille: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """By sheet. About a person: at her name; about hours: where they are written; else at the start of the row."""
    par_feuille: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for detail in lignes:
        ligne = detail.ligne
        feuille = str(ligne.lue.get("feuille") or "")
        if not feuille and not sans_feuille:
            continue
        for fait in ligne.anomalies:
            par_feuille[feuille] += _remarquer(ligne, fait["message"], grave=True, fait=fait)
        for fait in ligne.avertissements:
            par_feuille[feuille] += _remarquer(ligne, fait["message"], grave=False, fait=fait)
        if detail.pourquoi:
            par_feuille[feuille] += _remarquer(ligne, detail.pourquoi, grave=False)
        if ligne.suite:
            par_feuille[feuille] += _remarquer(ligne, f"{detail.suite_donnee}.", grave=False)
    return {feuille: remarques[:REMARQUES_MAX] for feuille, remarques in par_feuille.items()}


def _remarquer(
    ligne: LigneReleve, texte: str, *, grave: bool, fait: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """A line that adds several cells is told at each of them."""
    cellules = list(ligne.lue.get("cellules") or ())
    code, dite = (fait["code"], fait.get("colonne")) if fait else ("", "")
    if dite and dite not in cellules:
        cellules = [dite]
    elif code in A_SON_NOM and ligne.lue.get("nomme"):
        cellules = [ligne.lue["nomme"]]
    return [{"cellule": cellule, "texte": texte, "grave": grave} for cellule in cellules or [f"A{ligne.numero}"]]


def resumer_remarques(releve: ReleveHeures, lignes: Sequence[LigneDetaillee]) -> list[list[str]]:
    """Every line that did not enter whole, with its reasons; then what the file itself is told."""
    titre = f"{releve.nom_fichier}, relevé {formater_de_mois(releve.mois, annee=True)}"
    rangees = [[titre], [releve.motif or releve.message], [], list(COLONNES)]
    for detail in lignes:
        ligne = detail.ligne
        if not (ligne.anomalies or ligne.avertissements or ligne.suite or detail.pourquoi or not detail.heure):
            continue
        rangees.append(
            [
                str(ligne.lue.get("feuille") or ""),
                str(ligne.numero),
                detail.nom if ligne.lue.get("Nom") or ligne.contrat_id or detail.informe else "",
                detail.periode,
                _dire(ligne.anomalies),
                _dire(ligne.avertissements),
                _compter(detail),
                detail.suite_donnee,
            ]
        )
    rangees += [
        [
            "",
            "",
            un.nom,
            "",
            f"{un.pourquoi} {_situer_le_retrait(un)}",
            "",
            f"{formater_heures(-un.heures)}",
            un.sort.label,
        ]
        for un in lister_retraits(releve)
    ]
    for fait in (releve.lecture or {}).get("anomalies") or ():
        detail_du_fait = f" : {fait['detail']}" if fait.get("detail") else ""
        rangees.append(
            [str(fait.get("feuille") or ""), "", "", "", f"{CodeAnomalie(fait['code']).label}{detail_du_fait}"]
        )
    return rangees


def _situer_le_retrait(un: Retrait) -> str:
    portee = f" ({un.portee_par})" if un.portee_par else ""
    return f"{formater_heures(un.heures)} {formater_de_mois(un.heure.du, annee=True)}{portee}."


def _dire(faits: Sequence[dict[str, Any]]) -> str:
    return "\n".join(str(fait["message"]) for fait in faits)


def _compter(detail: LigneDetaillee) -> str:
    if detail.comptees is None or detail.heure is None:
        return ""
    return f"{formater_heures(detail.comptees)} sur {formater_heures(detail.heure.heures)}. {detail.pourquoi}".strip()
