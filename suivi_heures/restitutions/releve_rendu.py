"""The sender's own file, given back with the remarks in its cells."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from clauses_app.imports.annotation import annoter_tableur
from clauses_app.imports.tableur import Classeur, Feuille, Genre, lire_tableur
from clauses_app.imports.tableur_refus import FichierIllisible
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.detail_releve import LigneDetaillee
from suivi_heures.restitutions.releve_annote import annoter_releve
from suivi_heures.restitutions.remarques_releve import TITRE, resumer_remarques, situer_remarques

FAUTE, AVIS = "FFFBE8E3", "FFFBF0D6"
TITRE_DE_COLONNE = "Remarques du guichet"
NOM_SANS_FEUILLE = "Relevé"


def rendre_releve(*, releve: ReleveHeures, contenu: bytes, lignes: Sequence[LigneDetaillee]) -> bytes:
    """An .xlsx or .xlsm is annotated in place, without its macros; any other format is copied in a new workbook, with
    a column more. Our own template, and what cannot be opened, come back as a list."""
    if releve.lecture is None:
        return annoter_releve(releve=releve, lignes=lignes)
    remarques, resume = situer_remarques(lignes), resumer_remarques(releve, lignes)
    rendu = annoter_tableur(contenu, remarques=remarques, resume=resume, titre=TITRE)
    if rendu is not None:
        return rendu
    try:
        classeur = lire_tableur(contenu, releve.nom_fichier)
    except FichierIllisible:
        return annoter_releve(releve=releve, lignes=lignes)
    return _copier(classeur, lignes, resume)


def _copier(classeur: Classeur, lignes: Sequence[LigneDetaillee], resume: Sequence[Sequence[str]]) -> bytes:
    copie = Workbook()
    copie.remove(copie.worksheets[0])
    for feuille in classeur.visibles:
        page: Any = copie.create_sheet((feuille.nom or NOM_SANS_FEUILLE)[:31])
        siennes = [une for une in lignes if (une.ligne.lue.get("feuille") or "") == feuille.nom]
        _copier_la_feuille(page, feuille, siennes)
    page = copie.create_sheet(TITRE)
    for numero, rangee in enumerate(resume, start=1):
        for rang, texte in enumerate(rangee, start=1):
            _ecrire(page.cell(numero, rang), texte)
    sortie = io.BytesIO()
    copie.save(sortie)
    return sortie.getvalue()


def _copier_la_feuille(page: Any, feuille: Feuille, lignes: Sequence[LigneDetaillee]) -> None:
    """Same rows, same columns; the remarks stand in the first free column, and colour the cells they speak of."""
    derniere = 1
    for ligne in feuille.lignes:
        for rang, texte, genre in ligne.brutes:
            derniere = max(derniere, rang)
            _ecrire(page.cell(ligne.numero, rang), texte, nombre=genre == Genre.NOMBRE)
    dites: dict[int, list[str]] = {}
    for remarque in (une for siennes in _remarques(lignes) for une in siennes):
        case = page[remarque["cellule"]]
        case.fill = PatternFill("solid", FAUTE if remarque["grave"] else AVIS)
        dit = f"{case.comment.text}\n{remarque['texte']}" if case.comment else remarque["texte"]
        case.comment = Comment(dit, "Ancrage", height=120, width=320)
        dites.setdefault(case.row, []).append(remarque["texte"])
    for numero, phrases in dites.items():
        _ecrire(page.cell(numero, derniere + 1), "\n".join(dict.fromkeys(phrases)))
    premiere = min((ligne.numero for ligne in feuille.lignes), default=1)
    _ecrire(page.cell(max(1, premiere if premiere not in dites else premiere - 1), derniere + 1), TITRE_DE_COLONNE)


def _remarques(lignes: Sequence[LigneDetaillee]) -> list[list[dict[str, Any]]]:
    """A CSV has no sheet: its lines are those of the only one."""
    par_feuille = situer_remarques(lignes, sans_feuille=True)
    return list(par_feuille.values())


def _ecrire(case: Any, texte: str, *, nombre: bool = False) -> None:
    """Text that somebody wrote stays text: « =1+1 » is never computed."""
    if nombre:
        try:
            case.value = float(texte)
        except ValueError:
            nombre = False
    if texte and not nombre:
        case.value = texte
        case.data_type = "s"
