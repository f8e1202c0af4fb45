"""A list as a workbook or as CSV: what the screen shows, with its filters, its date and its author inside.

The texts come from people and companies: none may become a formula in somebody's spreadsheet.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
type Valeur = str | int | Decimal | datetime.date | None


@dataclass(frozen=True)
class Tableau:
    """`entete`: lines above the table: what it is, its filters, when and by whom."""

    titre: str
    colonnes: Sequence[str]
    lignes: Iterable[Sequence[Valeur]]
    entete: Sequence[str] = field(default_factory=tuple)


def ecrire_classeur(tableau: Tableau) -> bytes:
    classeur = Workbook(write_only=True)
    feuille: Any = classeur.create_sheet(tableau.titre[:31])
    for texte in (tableau.titre, *tableau.entete):
        feuille.append([_case(feuille, texte)])
    feuille.append([])
    feuille.append([_case(feuille, colonne, gras=True) for colonne in tableau.colonnes])
    for ligne in tableau.lignes:
        feuille.append([_case(feuille, valeur) for valeur in ligne])
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _case(feuille: Any, valeur: Valeur, *, gras: bool = False) -> Any:
    """A text is a text: `data_type` keeps « =1+1 » from being computed. What needs neither goes as it is."""
    if not gras and not isinstance(valeur, (str, datetime.date)):
        return valeur
    case = WriteOnlyCell(feuille)
    if isinstance(valeur, str):
        case.value = ILLEGAL_CHARACTERS_RE.sub(" ", valeur)
        case.data_type = "s"
    else:
        case.value = valeur
        if isinstance(valeur, datetime.date):
            case.number_format = "DD/MM/YYYY"
    if gras:
        case.font = Font(bold=True)
    return case


def ecrire_csv(tableau: Tableau) -> bytes:
    """Semicolons and a mark of UTF-8, as French spreadsheets expect."""
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    for texte in (tableau.titre, *tableau.entete):
        plume.writerow([_texte(texte)])
    plume.writerow([])
    plume.writerow([_texte(colonne) for colonne in tableau.colonnes])
    for ligne in tableau.lignes:
        plume.writerow([_texte(valeur) for valeur in ligne])
    return "\ufeff".encode() + sortie.getvalue().encode()


def _texte(valeur: Valeur) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, datetime.date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return str(valeur).replace(".", ",")
    texte = str(valeur).replace("\0", " ")
    return f"'{texte}" if texte.startswith(DANGEREUX) else texte
