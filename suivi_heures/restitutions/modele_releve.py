"""The timesheet a company fills: its people of the month, already written. Workbook or CSV."""

from __future__ import annotations

import csv
import datetime
import io
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from clauses_app.interface.formats import formater_heures, formater_mois
from suivi_heures.imports.modele import Colonne, composer_identifiant
from suivi_heures.queries.contrats_du_mois import ContratADeclarer

COLONNES = (
    Colonne.IDENTIFIANT,
    Colonne.NOM,
    Colonne.PRENOM,
    Colonne.CONTRAT,
    Colonne.EMPLOYEUR,
    Colonne.CHANTIER,
    Colonne.TRAVAIL,
    Colonne.FORMATION,
    Colonne.ABSENCE,
    Colonne.OBSERVATION,
    Colonne.DEJA,
)
A_REMPLIR = frozenset({Colonne.TRAVAIL, Colonne.FORMATION, Colonne.ABSENCE, Colonne.OBSERVATION})
LARGEURS = {Colonne.NOM: 20, Colonne.PRENOM: 16, Colonne.CONTRAT: 38, Colonne.EMPLOYEUR: 26, Colonne.CHANTIER: 42}
LARGEUR = 14
MODE_D_EMPLOI = (
    "Remplissez les colonnes claires : 151,67 ou 151h40. Écrivez 0 si la personne n’a pas travaillé."
    " Ne modifiez pas les autres colonnes."
)
ENTETE = 4
ENCRE, FOND, CLAIR, FILET = "FF35122F", "FFEBDDE8", "FFFFFDF5", "FFCFC8BD"
DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def composer_modele_xlsx(
    *, guichet_id: int, entreprise: str, mois: datetime.date, contrats: Sequence[ContratADeclarer]
) -> bytes:
    """Only the cells to fill can be changed; the identifiers are hidden."""
    classeur = Workbook()
    feuille: Any = classeur.active
    feuille.title = f"Relevé {mois:%Y-%m}"
    _ecrire_texte(feuille.cell(1, 2), f"Relevé d’heures d’insertion, {formater_mois(mois)}", gras=True, corps=14)
    _ecrire_texte(feuille.cell(2, 2), f"{entreprise}. {MODE_D_EMPLOI}")
    for rang, colonne in enumerate(COLONNES, start=1):
        _dessiner_titre(feuille.cell(ENTETE, rang), colonne)
        feuille.column_dimensions[lettres_de_colonne(rang)].width = LARGEURS.get(colonne, LARGEUR)
    for numero, contrat in enumerate(contrats, start=ENTETE + 1):
        _ecrire_ligne(feuille, numero, _valeurs(guichet_id, mois, contrat))
    feuille.column_dimensions["A"].hidden = True
    feuille.freeze_panes = feuille.cell(ENTETE + 1, 4)
    feuille.protection.sheet = True
    feuille.protection.formatColumns = False
    feuille.page_setup.orientation = "landscape"
    feuille.page_setup.fitToWidth, feuille.page_setup.fitToHeight = 1, 0
    feuille.sheet_properties.pageSetUpPr.fitToPage = True
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def composer_modele_csv(*, guichet_id: int, mois: datetime.date, contrats: Sequence[ContratADeclarer]) -> bytes:
    """Semicolons and a byte order mark: what a French spreadsheet opens without asking."""
    return ecrire_csv([[*COLONNES], *([*_valeurs(guichet_id, mois, contrat).values()] for contrat in contrats)])


def composer_releve_saisi(
    *, guichet_id: int, mois: datetime.date, contrats: Sequence[ContratADeclarer], saisies: Mapping[int, str]
) -> bytes:
    """Hours typed on a page, by contract, in the form of the template."""
    lignes = [
        [*(_valeurs(guichet_id, mois, contrat) | {Colonne.TRAVAIL: saisies[contrat.contrat_id]}).values()]
        for contrat in contrats
        if saisies.get(contrat.contrat_id)
    ]
    return ecrire_csv([[*COLONNES], *lignes])


def ecrire_csv(lignes: Sequence[Sequence[str]]) -> bytes:
    sortie = io.StringIO(newline="")
    redacteur = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    for ligne in lignes:
        redacteur.writerow([desamorcer(str(texte)) for texte in ligne])
    return sortie.getvalue().encode("utf-8-sig")


def desamorcer(texte: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{texte}" if texte.startswith(DANGEREUX) or texte.lstrip().startswith(DANGEREUX) else texte


def nom_de_fichier(entreprise: str, mois: datetime.date, extension: str) -> str:
    """« Releve_2026-10_Racines-et-Seve.xlsx »: nothing that a file system may refuse."""
    nu = unicodedata.normalize("NFKD", entreprise.replace("&", " et ")).encode("ascii", "ignore").decode()
    propre = "-".join("".join(c if c.isalnum() else " " for c in nu).split())[:60]
    return f"Releve_{mois:%Y-%m}_{propre or 'entreprise'}.{extension}"


def _valeurs(guichet_id: int, mois: datetime.date, contrat: ContratADeclarer) -> dict[Colonne, str]:
    return {
        Colonne.IDENTIFIANT: composer_identifiant(guichet_id=guichet_id, contrat_id=contrat.contrat_id, mois=mois),
        Colonne.NOM: contrat.nom,
        Colonne.PRENOM: contrat.prenom,
        Colonne.CONTRAT: contrat.contrat,
        Colonne.EMPLOYEUR: contrat.employeur,
        Colonne.CHANTIER: contrat.chantier,
        Colonne.TRAVAIL: "",
        Colonne.FORMATION: "",
        Colonne.ABSENCE: "",
        Colonne.OBSERVATION: "",
        Colonne.DEJA: formater_heures(contrat.deja_total) if contrat.deja else "",
    }


def _ecrire_ligne(feuille: Worksheet, numero: int, valeurs: dict[Colonne, str]) -> None:
    for rang, colonne in enumerate(COLONNES, start=1):
        case: Any = feuille.cell(numero, rang)
        _ecrire_texte(case, valeurs[colonne])
        case.border = Border(bottom=Side("thin", FILET))
        if colonne in A_REMPLIR:
            case.protection = Protection(locked=False)
            case.fill = PatternFill("solid", CLAIR)
        if colonne in {Colonne.TRAVAIL, Colonne.FORMATION, Colonne.ABSENCE}:
            case.number_format = "0.00"
            case.alignment = Alignment(horizontal="right")


def _ecrire_texte(case: Cell | Any, texte: str, *, gras: bool = False, corps: int = 11) -> None:
    """As text, whatever it begins with."""
    if texte:
        case.value = texte
        case.data_type = "s"
    case.font = Font(name="Calibri", size=corps, bold=gras)


def _dessiner_titre(case: Cell | Any, colonne: Colonne) -> None:
    _ecrire_texte(case, colonne.value, gras=True)
    case.fill = PatternFill("solid", FOND)
    case.font = Font(name="Calibri", size=11, bold=True, color=ENCRE)
    case.alignment = Alignment(wrap_text=True, vertical="center")
    case.border = Border(bottom=Side("medium", ENCRE))
