"""What the cells beside the hours change to them: a unit, a comma, a point that may mean two things."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.grille import RIEN_LA
from suivi_heures.imports.releve.heures import ILLISIBLE, RIEN, CaseHeures, Etat, lire_brute
from suivi_heures.imports.releve.roles import Role, lire_titre
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.textes import normaliser

APERCU = 40
JOURS = frozenset({"j", "jr", "jrs", "jour", "jours", "day", "days", "journee", "journees"})
MINUTES = frozenset({"min", "mn", "mins", "minute", "minutes"})
PAS_DES_HEURES = frozenset(
    {"u", "un", "unite", "unites", "forfait", "forfaits", "ft", "mois", "km", "kms", "piece", "pieces", "ens", "repas"}
)
H_POINT_MN = re.compile(r"(?i)(?<![a-z])h{1,2}\s?[.,]\s?m{1,2}n?(?![a-z])")
H_MN = "peut se lire en heures et minutes ou en centièmes, d’après son titre\u00a0: écrivez 7h30 ou 7,50"
EN_JOURS = "est un nombre de jours, d’après son unité\u00a0: écrivez des heures"
COUPEE = "est coupé par la virgule, qui sépare aussi les colonnes\u00a0: écrivez les heures entre guillemets"
POINT = "peut être un millier ou des décimales\u00a0: écrivez-le avec une virgule"
US = "dates écrites mois d’abord, à l’américaine"
PREVU_OU_REALISE = re.compile(
    r"(?:heures? |h )?(?:(prevue?s?|planifiee?s?|previsionnel(?:le)?s?|theoriques?)|realisee?s?|reel(?:le)?s?"
    r"|effectuee?s?|faite?s?|travaillee?s?)"
)
# « DUPONT Jean - Prévu », « DUPONT Jean (réalisé) »
APRES_LE_NOM = re.compile(
    r"(?i)[\s\-–—(/:,]+(?:(?P<prevue>pr[ée]vu(?:e?s)?|planifi[ée](?:e?s)?|pr[ée]visionnel)"
    r"|r[ée]alis[ée](?:e?s)?|r[ée]el|effectu[ée](?:e?s)?)\s*\)?\Z"
)
TROIS_DECIMALES = re.compile(r"-?\d{1,3}\.\d{3}\Z")
MILLIER = re.compile(r"-?[1-9]\d{0,2}\.\d{3}\Z")
BARRES = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\s*\Z")
DATEES = (Role.DATE, Role.DU, Role.AU)


def colonne_prevu_realise(tableau: Tableau) -> int | None:
    """A column without a title, beside the names, says on each row what was planned and what was done."""
    lignes = tableau.lignes[:APERCU]
    colonnes = {colonne for numero in lignes for colonne in tableau.grille.lignes[numero]}
    for colonne in sorted(colonnes - set(tableau.entete.titres)):
        dits = [PREVU_OU_REALISE.fullmatch(normaliser(case.texte)) for case in tableau.valeurs(colonne)]
        if any(dit and dit[1] for dit in dits) and all(dits):
            return colonne
    return None


def douter(tableau: Tableau) -> None:
    """Once every column is decided: which of them are to be read with more than their own cells."""
    for une in tableau.heures:
        if _est_coupee(tableau, une.rang):
            tableau.douteuses[une.rang] = COUPEE
        elif H_POINT_MN.search(une.titre):
            tableau.douteuses[une.rang] = H_MN
        elif _a_un_point_ambigu(tableau, une.rang):
            tableau.douteuses[une.rang] = POINT
    dates = {tableau.roles[role] for role in DATEES if role in tableau.roles}
    tableau.mois_d_abord = frozenset(colonne for colonne in dates if _est_americaine(tableau, colonne))
    tableau.par_contenu |= dict.fromkeys(tableau.mois_d_abord, US)


def _est_coupee(tableau: Tableau, rang: int) -> bool:
    """« 140,50 » without quotes, in a file that commas cut: a column that no title announces holds « 50 »."""
    if tableau.grille.nom is not None or not tableau.entete.libelles or rang != max(tableau.entete.libelles):
        return False
    suites = [case.texte.strip() for case in tableau.valeurs(rang + 1)]
    return bool(suites) and all(re.fullmatch(r"\d{1,2}", suite) for suite in suites)


def _a_un_point_ambigu(tableau: Tableau, rang: int) -> bool:
    """Three figures after every point are decimals; after one alone, nobody knows."""
    ecrits = [case.texte.strip() for case in tableau.valeurs(rang) if case.genre == Genre.TEXTE]
    trois = [ecrit for ecrit in ecrits if TROIS_DECIMALES.match(ecrit)]
    return any(MILLIER.match(ecrit) for ecrit in trois) and len(trois) < len(ecrits)


def _est_americaine(tableau: Tableau, colonne: int) -> bool:
    """Some second figure is no month, and every first one may be."""
    dites = [trouve for case in tableau.valeurs(colonne) if (trouve := BARRES.match(case.texte))]
    return any(int(dite[2]) > 12 for dite in dites) and all(int(dite[1]) <= 12 for dite in dites) and len(dites) > 1


def jour_d_abord(case: Cellule) -> Cellule:
    trouve = BARRES.match(case.texte) if case.genre == Genre.TEXTE else None
    if trouve is None:
        return case
    return Cellule(case.reference, f"{trouve[2]}/{trouve[1]}/{trouve[3]}", case.genre)


def preciser_les_cases(
    tableau: Tableau, brutes: Mapping[int, tuple[str, str]], heures: dict[int, CaseHeures]
) -> dict[int, CaseHeures]:
    precisees = dict(heures)
    for rang, raison in tableau.douteuses.items():
        texte, genre = brutes.get(rang, RIEN_LA)
        entiere = re.fullmatch(r"-?\d+(?:[.,]0+)?", texte.strip()) is not None
        if raison == H_MN and genre in {Genre.NOMBRE, Genre.TEXTE} and re.search(r"\d[.,]\d", texte) and not entiere:
            precisees[rang] = ILLISIBLE
            continue
        coupee = raison == COUPEE and rang + 1 in brutes
        if coupee or (raison == POINT and genre == Genre.TEXTE and MILLIER.match(texte.strip())):
            precisees[rang] = ILLISIBLE
    unite = normaliser(brutes.get(tableau.plan.unite, RIEN_LA)[0])
    if unite in MINUTES:
        precisees |= {une.rang: lire_brute(*brutes.get(une.rang, RIEN_LA), True) for une in tableau.heures}
    elif unite in PAS_DES_HEURES and not _dit_des_heures(brutes.get(tableau.plan.type_heures, RIEN_LA)[0]):
        precisees = dict.fromkeys(precisees, RIEN)
    elif unite in JOURS:
        precisees = {rang: ILLISIBLE if lue.etat == Etat.LUE else lue for rang, lue in precisees.items()}
    return precisees


def _dit_des_heures(texte: str) -> bool:
    titre = lire_titre(texte)
    return titre is not None and titre.role == Role.HEURES


def raison_de_l_unite(tableau: Tableau, cases: Mapping[int, tuple[str, str]]) -> str:
    return EN_JOURS if normaliser(cases.get(tableau.plan.unite, RIEN_LA)[0]) in JOURS else ""
