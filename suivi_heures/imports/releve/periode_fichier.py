"""The period of the file and of each row (R6, R7): what is said nearest to the hours wins."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.connaissances import Depot
from suivi_heures.imports.releve.dates import est_une_date_impossible, jour_du_mois, lire_date
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.periodes import (
    COLLE,
    MoisVu,
    annees_du_texte,
    chercher_periode,
    intervalle_court,
    lire_periode,
    mois_du_texte,
)
from suivi_heures.imports.releve.rangees import Rangee
from suivi_heures.imports.releve.resultat import Periode, Preuve
from suivi_heures.imports.releve.roles import Role
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.textes import normaliser

ETIQUETTES = re.compile(
    r"(periodes?|mois|month|period|semaines?|week|trimestre|releve (du|de)|du mois|mois de)(?![a-z])"
)
EDITION = re.compile(
    r"(?<![a-z])(edite|imprime|fait|certifie|recu|envoye|transmis|signe|facture du|date d edition|contrat"
    r"|mise a jour|maj|embauche|naissance|nee? le|ne e le|notifi\w+|debut du marche|duree du marche)(?![a-z])"
)

MOIS_ET_AN = re.compile(r"(?<!\d)(?:(0[1-9]|1[0-2])[_ ](20\d\d)|(20\d\d)[_ ](0[1-9]|1[0-2]))(?!\d)")

AN_SCOLAIRE = re.compile(r"(?<![\d/-])(20\d\d)\s?[-–/]\s?(20\d\d)(?![\d/-])")  # « 2025-2026 »
RENTREE = 8  # the first month that such a year may begin with

# one cause, whatever the door: the month itself is the one that was owed there, else the one before the deposit
MOIS_SUPPOSE = "aucun mois n’est écrit dans le fichier ni annoncé au dépôt, celui-ci est supposé"


@dataclass(frozen=True, slots=True)
class Calendrier:
    """What periods the file announces, before its rows are looked at."""

    annee: int
    par_feuille: dict[str | None, Periode]  # months said by sheets, one each
    annoncee: tuple[Periode, Preuve] | None  # in a heading
    colonnes: Periode | None  # from the first month in columns to the last
    en_feuilles: bool


def etablir_calendrier(
    zones: list[tuple[Grille, list[int]]], tableaux: list[Tableau], depot: Depot, sous: Iterable[MoisVu] = ()
) -> Calendrier:
    """`zones`: for each sheet that counts, the rows above its first table (all, when it has none). `sous`: the months
    and weeks that rows stand under."""
    annee = _annee_de_reference(zones, tableaux, depot)
    avec_donnees = {tableau.grille.nom for tableau in tableaux}
    noms = {
        grille.nom: periode
        for grille, _ in zones
        if grille.nom in avec_donnees and (periode := _mois_du_nom(grille.nom, zones, grille, annee))
    }
    en_feuilles = len(set(noms.values())) > 1 and len(noms) == len(avec_donnees)
    colonnes = [
        periode
        for tableau in tableaux
        for une in tableau.heures
        if une.mois is not None
        and not _est_un_jour(une.mois)
        and (periode := une.mois.situer(annee_de(tableau, une.mois, annee)))
    ]
    colonnes += [periode for vu in sous if not _est_un_jour(vu) and (periode := vu.situer(annee))]
    annonce = _annoncee(zones, annee) or _annoncee_parmi_les_titres(tableaux, annee)
    return Calendrier(annee, noms, annonce, Periode.couvrant(colonnes) if colonnes else None, en_feuilles)


def _est_un_jour(mois: MoisVu) -> bool:
    return mois.jour is not None or mois.semaine is not None


def annee_de(tableau: Tableau, mois: MoisVu, annee: int) -> int:
    """Months in columns go forward: after December comes January of the next year."""
    if mois.annee is not None:
        return mois.annee
    if mois.semaine is not None:
        return annee - _avant_le_nouvel_an(tableau, mois.semaine)
    suite = list(dict.fromkeys(v for une in tableau.heures if (v := une.mois) is not None and v.semaine is None))
    return _annees_de_la_suite(tuple(suite), annee).get(mois, annee)


def _avant_le_nouvel_an(tableau: Tableau, semaine: int) -> bool:
    """« S52, S01, S02 »: the first one is of the year before."""
    suite = [vu.semaine for une in tableau.heures if (vu := une.mois) is not None and vu.semaine and not vu.mois]
    return any(autre < semaine - 26 for autre in suite[suite.index(semaine) :]) if semaine in suite else False


def _annees_de_la_suite(suite: tuple[MoisVu, ...], annee: int) -> dict[MoisVu, int]:
    """The reference year is the one of the last month, unless some column says otherwise."""
    passages = sum(1 for un, autre in pairwise(suite) if autre.mois < un.mois)
    dite = next(((rang, vu.annee) for rang, vu in enumerate(suite) if vu.annee), None)
    decalages, decalage = [], 0
    for rang, vu in enumerate(suite):
        decalage += rang > 0 and vu.mois < suite[rang - 1].mois
        decalages.append(decalage)
    depart = dite[1] - decalages[dite[0]] if dite and dite[1] else annee - passages
    return {vu: vu.annee or depart + decalages[rang] for rang, vu in enumerate(suite)}


def _mois_du_nom(nom: str | None, zones: list[tuple[Grille, list[int]]], grille: Grille, annee: int) -> Periode | None:
    if nom is None:
        return None
    vus = mois_du_texte(nom)
    if not vus:
        colle = COLLE.search(nom)
        if colle:
            return Periode.mois(int(colle[2] or colle[3]), int(colle[1] or colle[4]))
        return chercher_periode(nom, annee=annee) if re.search(r"(?i)sem|^s\d|trim|^t[1-4]", nom) else None
    propres = [numeros for autre, numeros in zones if autre is grille]
    dites = [a for numero in (propres[0] if propres else []) for t in grille.textes(numero) for a in annees_du_texte(t)]
    return vus[0].situer(vus[0].annee or (dites[0] if dites else annee))


def _annee_de_reference(zones: list[tuple[Grille, list[int]]], tableaux: list[Tableau], depot: Depot) -> int:
    """Said by a heading, else by the name of a sheet or of the file, else by the dates, else by the reception."""
    textes = [
        t for grille, numeros in zones for n in numeros for t in grille.textes(n) if not EDITION.search(normaliser(t))
    ]
    periodes = [
        t for t in textes if mois_du_texte(t) or ETIQUETTES.search(normaliser(t)) or "trimestre" in normaliser(t)
    ]
    sources = [*periodes, *textes, *(g.nom or "" for g, _ in zones), depot.nom_fichier.replace("_", " ")]
    mois = _mois_en_colonnes(tableaux)
    for texte in sources:
        if mois and (trouve := AN_SCOLAIRE.search(texte)) and int(trouve[2]) == int(trouve[1]) + 1:
            return int(trouve[1]) + (mois[-1] < RENTREE)
        annees = annees_du_texte(texte)
        if annees:
            return annees[-1]
    for tableau in tableaux:
        for role in (Role.DATE, Role.DU):
            colonne = tableau.roles.get(role)
            dates = [date for case in tableau.valeurs(colonne) if (date := lire_date(case))] if colonne else []
            if dates:
                return sorted(dates)[len(dates) // 2].year
    return _annee_de_reception(tableaux, depot)


def _annee_de_reception(tableaux: list[Tableau], depot: Depot) -> int:
    """January's file speaks of December: the last month named is not far after the reception."""
    mois = _mois_en_colonnes(tableaux)
    return depot.recu_le.year - (1 if mois and mois[-1] > depot.recu_le.month + 2 else 0)


def _mois_en_colonnes(tableaux: list[Tableau]) -> list[int]:
    return [une.mois.mois for t in tableaux for une in t.heures if une.mois is not None and une.mois.mois]


def _annoncee(zones: list[tuple[Grille, list[int]]], annee: int) -> tuple[Periode, Preuve] | None:
    """A labelled period first, then the clearest of the texts."""
    trouvees: list[tuple[int, int, Periode, Preuve]] = []
    for grille, numeros in zones:
        for numero in numeros:
            cases = [case for _, case in grille.cases(numero)]
            for rang, case in enumerate(cases):
                avant = normaliser(cases[rang - 1].texte) if rang else ""
                nu = normaliser(case.texte)
                etiquetee = bool(ETIQUETTES.match(avant)) or bool(ETIQUETTES.search(nu))
                periode = _periode_de_la_case(case, nu, avant, annee)
                if periode is not None:
                    preuve = Preuve(_dire(periode), "annoncée en tête", grille.nom, case.reference)
                    trouvees.append((0 if etiquetee else 1, len(trouvees), periode, preuve))
    if not trouvees:
        return None
    _, _, periode, preuve = min(trouvees, key=lambda trouvee: trouvee[:2])
    return periode, preuve


def _annoncee_parmi_les_titres(tableaux: list[Tableau], annee: int) -> tuple[Periode, Preuve] | None:
    """« INTÉRIM X | mai 2026 » right over the titles, or over a list that has none, was taken for one of their rows."""
    for tableau in tableaux:
        entete = tableau.entete
        for numero in range(entete.haut, entete.bas + (Role.HEURES not in _roles_dits(tableau))):
            for _, case in tableau.grille.cases(numero):
                vus = mois_du_texte(case.texte) if case.genre == Genre.TEXTE else []
                periode = vus[0].situer(vus[0].annee or annee) if len(vus) == 1 else None
                if periode is not None:
                    return periode, Preuve(_dire(periode), "annoncée en tête", tableau.grille.nom, case.reference)
    return None


def _roles_dits(tableau: Tableau) -> set[Role]:
    return {titre.role for titre in tableau.entete.titres.values() if titre.texte}


def _periode_de_la_case(case: Cellule, nu: str, avant: str, annee: int) -> Periode | None:

    if case.genre == Genre.DATE:
        date = lire_date(case)
        if date is None or EDITION.search(avant):
            return None
        if ETIQUETTES.match(avant) or date.day == 1:
            return Periode.mois(date.year, date.month)
        return None
    if case.genre == Genre.NOMBRE and ETIQUETTES.match(avant):
        return lire_periode(case, annee=annee, genre="semaine" if avant.startswith(("sem", "week")) else "mois")
    if case.genre != Genre.TEXTE:
        return None
    return _periode_du_texte(case.texte, nu, annee)


def _periode_du_texte(texte: str, nu: str, annee: int) -> Periode | None:
    court = intervalle_court(texte, annee=annee)
    if court is not None and not EDITION.search(nu):
        return court
    if EDITION.search(nu) and not mois_du_texte(texte):
        return None
    if EDITION.search(nu):
        situes = [vu.situer(vu.annee or annee) for vu in mois_du_texte(texte)]
        return next((periode for periode in situes if periode is not None), None)
    return chercher_periode(texte, annee=annee)


def _dire(periode: Periode) -> str:
    return f"du {periode.du:%d/%m/%Y} au {periode.au:%d/%m/%Y}"


def periode_du_fichier(calendrier: Calendrier, datees: Iterable[Periode], depot: Depot) -> tuple[Periode, Preuve, bool]:
    """(period, evidence, whether nothing written in the file said it)."""
    if calendrier.colonnes is not None:
        return calendrier.colonnes, Preuve(_dire(calendrier.colonnes), "mois en colonnes"), False
    if calendrier.en_feuilles:
        toute = Periode.couvrant(calendrier.par_feuille.values())
        return toute, Preuve(_dire(toute), "mois en feuilles"), False
    if calendrier.annoncee is not None:
        return calendrier.annoncee[0], calendrier.annoncee[1], False
    if calendrier.par_feuille:
        toute = Periode.couvrant(calendrier.par_feuille.values())
        return toute, Preuve(_dire(toute), "nom de la feuille", confiance=90), False
    lignes = list(datees)
    if lignes:
        toute = Periode.couvrant(lignes).mois_entiers()
        return toute, Preuve(_dire(toute), "dates du tableau", confiance=80), False
    nommee = _du_nom(depot, calendrier.annee)
    if nommee is not None:
        return nommee, Preuve(_dire(nommee), "nom du fichier", confiance=50), True
    if depot.mois is not None and depot.mois_annonce:
        dite = Periode.mois(depot.mois.year, depot.mois.month)
        return dite, Preuve(_dire(dite), "mois annoncé au dépôt", confiance=40), True
    veille = depot.mois or depot.recu_le.replace(day=1) - datetime.timedelta(days=1)
    supposee = Periode.mois(veille.year, veille.month)
    return supposee, Preuve(_dire(supposee), MOIS_SUPPOSE, confiance=10), True


def _du_nom(depot: Depot, annee: int) -> Periode | None:
    tige = depot.nom_fichier.rpartition(".")[0] or depot.nom_fichier
    colle = COLLE.search(tige) or COLLE.search(MOIS_ET_AN.sub(r"\1\2\3\4", tige))
    texte = re.sub(r"[_ ]+", " ", tige)
    if mois_du_texte(texte):
        return chercher_periode(texte, annee=annee)
    if colle:
        return Periode.mois(int(colle[2] or colle[3]), int(colle[1] or colle[4]))
    return chercher_periode(texte, annee=annee)


def periode_de_la_rangee(rangee: Rangee, annee: int) -> Periode | None:
    """The date of the row; else its two bounds, its week, its month, its period."""
    if annee not in rangee.periodes:
        tableau, cases = rangee.tableau, rangee.cases
        cle = (annee, rangee.dite, *[cases.get(colonne) for colonne in tableau.plan.de_la_periode])
        if cle not in tableau.periodes:
            tableau.periodes[cle] = _lire_la_periode(rangee, annee)
        rangee.periodes[annee] = tableau.periodes[cle]
    return rangee.periodes[annee]


def _lire_la_periode(rangee: Rangee, annee: int) -> Periode | None:
    if rangee.dite is not None:
        return rangee.dite.situer(annee)
    date = rangee.case(Role.DATE)
    if date.texte and (periode := lire_periode(date, annee=annee, genre="date")):
        return periode
    bornes = _bornes(rangee)
    if bornes is not None:
        return bornes
    annee = _annee_ecrite(rangee) or annee
    for role, genre in ((Role.SEMAINE, "semaine"), (Role.MOIS, "mois"), (Role.PERIODE, "periode")):
        case = rangee.case(role)
        if case.texte and (periode := lire_periode(case, annee=annee, genre=genre)):
            return periode
    return None


def date_impossible(rangee: Rangee) -> Cellule | None:
    """The cell that is written as a date and is none, when nothing else on the row says when."""
    if any(rangee.periodes.values()):
        return None
    cases = (rangee.case(role) for role in (Role.DATE, Role.DU, Role.AU))
    return next((case for case in cases if est_une_date_impossible(case)), None)


def jour_de_la_rangee(rangee: Rangee) -> MoisVu | None:
    """« 4 », « lundi 4 »: a day of the month that the sheet or the heading says."""
    jour = jour_du_mois(rangee.case(Role.DATE))
    return MoisVu(0, None, jour) if jour else None


def _annee_ecrite(rangee: Rangee) -> int | None:
    texte = rangee.case(Role.ANNEE).texte.strip()
    return int(texte) if re.fullmatch(r"20[1-4]\d", texte) else None


def _bornes(rangee: Rangee) -> Periode | None:
    fin = rangee.case(Role.AU)
    du, au = lire_date(rangee.case(Role.DU)), lire_date(fin)
    if du is None or est_une_date_impossible(fin):
        return None
    if au is not None and au >= du:
        return Periode(du, au)
    colonne = rangee.tableau.roles.get(Role.DU, 0)
    libelle = normaliser(rangee.tableau.entete.libelles.get(colonne, ""))
    if au is None and ("semaine" in libelle or "week" in libelle):
        return lire_periode(rangee.case(Role.DU), annee=du.year, genre="semaine")
    return Periode.jour(du)
