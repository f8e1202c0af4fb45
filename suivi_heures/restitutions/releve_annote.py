"""The company's own file, given back with what was read and what must be mended, line by line."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from clauses_app.interface.formats import formater_de_mois, formater_heures
from suivi_heures.imports.modele import Colonne
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.detail_releve import LigneDetaillee

MONTREES = [colonne for colonne in Colonne if colonne not in (Colonne.IDENTIFIANT, Colonne.DEJA)]
AJOUTEES = ("Ce qui a été lu", "À corriger", "À vérifier", "Ce qui compte")
FAUTE, AVIS, TITRE = "FFFBE8E3", "FFFBF0D6", "FFEBDDE8"
ENTETE = 3


def annoter_releve(*, releve: ReleveHeures, lignes: Sequence[LigneDetaillee]) -> bytes:
    """One row per line of the file, in its order; the text of the company is never a formula."""
    classeur = Workbook()
    feuille: Any = classeur.active
    feuille.title = "Ce qui a été lu"
    _ecrire(feuille.cell(1, 1), f"{releve.nom_fichier}, relevé {formater_de_mois(releve.mois, annee=True)}", gras=True)
    _ecrire(feuille.cell(2, 1), releve.motif or releve.message)
    for rang, titre in enumerate(("Ligne", *MONTREES, *AJOUTEES), start=1):
        case = feuille.cell(ENTETE, rang)
        _ecrire(case, str(titre), gras=True)
        case.fill = PatternFill("solid", TITRE)
        feuille.column_dimensions[lettres_de_colonne(rang)].width = 44 if titre in AJOUTEES else 18
    for numero, groupe in enumerate(_par_ligne(lignes), start=ENTETE + 1):
        _ecrire_ligne(feuille, numero, groupe)
    feuille.freeze_panes = feuille.cell(ENTETE + 1, 2)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _par_ligne(lignes: Sequence[LigneDetaillee]) -> list[list[LigneDetaillee]]:
    groupes: dict[int, list[LigneDetaillee]] = {}
    for detail in lignes:
        groupes.setdefault(detail.ligne.numero, []).append(detail)
    return list(groupes.values())


def _ecrire_ligne(feuille: Any, numero: int, groupe: list[LigneDetaillee]) -> None:
    premiere = groupe[0].ligne
    fautes = [a["message"] for detail in groupe for a in detail.ligne.anomalies]
    avis = [a["message"] for detail in groupe for a in detail.ligne.avertissements]
    textes = [
        str(premiere.numero),
        *(str(premiere.lue.get(colonne.value, "")) for colonne in MONTREES),
        ", ".join(
            f"{d.nature}, {d.periode} : {formater_heures(d.ligne.heures)}" for d in groupe if d.ligne.heures is not None
        ),
        "\n".join(fautes),
        "\n".join(avis),
        "\n".join(_compter(detail) for detail in groupe if detail.comptees is not None),
    ]
    for rang, texte in enumerate(textes, start=1):
        case = feuille.cell(numero, rang)
        _ecrire(case, texte)
        if fautes or avis:
            case.fill = PatternFill("solid", FAUTE if fautes else AVIS)


def _compter(detail: LigneDetaillee) -> str:
    return f"{detail.nature} : {formater_heures(detail.comptees)}. {detail.pourquoi}".strip()


def _ecrire(case: Any, texte: str, *, gras: bool = False) -> None:
    if texte:
        case.value = texte
        case.data_type = "s"
    case.font = Font(name="Calibri", size=11, bold=gras)
    case.alignment = Alignment(wrap_text=True, vertical="top")
