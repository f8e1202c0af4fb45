"""People side by side, months or days below one another: each column is the hours of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.enums import Nature
from suivi_heures.imports.releve.dates import jour_du_mois, lire_date
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import Etat, lire_case
from suivi_heures.imports.releve.identites import NOM_ECRIT, ressemble_a_un_nom
from suivi_heures.imports.releve.periodes import chercher_semaines, mois_du_texte
from suivi_heures.imports.releve.roles import PERSONNES, Role, Titre, lire_titre
from suivi_heures.imports.releve.textes import normaliser

MINIMUM = 2
APERCU = 8  # rows looked at below the names
MOTS_D_UNE_DATE, MOTS_D_UN_NOM = 3, 4
DATES = {Role.DATE, Role.DU, Role.SEMAINE, Role.MOIS, Role.PERIODE}


def nommer_les_colonnes(
    grille: Grille, bas: int, titres: dict[int, Titre], libelles: dict[int, str], etages: Mapping[int, list[Cellule]]
) -> None:
    """The corner may say nothing: the months below it do."""
    coin = [colonne for colonne, titre in titres.items() if titre.role in PERSONNES]
    if len(coin) > 1:
        return
    noms = {colonne: nom for colonne in etages if (nom := _nom(grille, bas, etages[colonne], colonne, titres))}
    if len(set(noms.values())) < MINIMUM and not _est_seule(noms, titres):
        return
    if coin:  # « Salarié » in the corner, over months: it is said of the names beside it
        ailleurs = {colonne: titre for colonne, titre in titres.items() if colonne not in coin}
        quand = _colonne_des_dates(grille, bas, set(noms), ailleurs) if len(noms) >= MINIMUM else None
        if quand is None or quand[0] not in coin:
            return
        titres[quand[0]] = Titre(libelles.get(quand[0], ""), quand[1])
    elif not any(titre.role in DATES for titre in titres.values()):
        quand = _colonne_des_dates(grille, bas, set(noms), titres)
        if quand is None:
            return
        colonne, role = quand
        titres[colonne] = Titre(libelles.get(colonne, ""), role)
    for colonne, nom in noms.items():
        titre = titres.get(colonne) or Titre(nom, Role.HEURES, Nature.TRAVAIL)
        titres[colonne] = replace(titre, texte=nom, personne=True)


def _est_seule(noms: Mapping[int, str], titres: Mapping[int, Titre]) -> bool:
    """One person alone, beside a column that says when, and no other hours."""
    heures = any(titre.role == Role.HEURES for colonne, titre in titres.items() if colonne not in noms)
    datee = any(titre.role in DATES for titre in titres.values())
    return datee and not heures and any(ressemble_a_un_nom(nom) for nom in noms.values())


def _nom(grille: Grille, bas: int, etages: list[Cellule], colonne: int, titres: Mapping[int, Titre]) -> str:
    """« TRAORÉ » over « Fatou », or the whole name over « Heures »; never over more words."""
    if not etages or any(case.genre != Genre.TEXTE for case in etages):
        return ""
    titre = titres.get(colonne)
    if titre is not None:
        dessus = " ".join(case.texte for case in etages[:-1])
        return dessus if titre.role == Role.HEURES and titre.mois is None and ressemble_a_un_nom(dessus) else ""
    nom = " ".join(case.texte.strip() for case in etages)
    dessous = grille.case(bas + 1, colonne)
    if dessous.genre == Genre.TEXTE and lire_case(dessous).etat == Etat.ILLISIBLE:
        return ""
    return nom if ressemble_a_un_nom(nom) or _pourrait_en_etre_un(nom) else ""


def _pourrait_en_etre_un(texte: str) -> bool:
    mots = texte.split()
    if not MINIMUM <= len(mots) <= MOTS_D_UN_NOM or not NOM_ECRIT.match(texte) or lire_titre(texte) is not None:
        return False
    return all(mot[0].isupper() for mot in mots)


def _colonne_des_dates(
    grille: Grille, bas: int, noms: set[int], titres: Mapping[int, Titre]
) -> tuple[int, Role] | None:
    """The column on the left whose cells are months, weeks or days; « Jours » numbers them."""
    lignes = list(islice((numero for numero in grille.numeros if numero > bas), APERCU))
    for colonne in range(1, min(noms)):
        titre = titres.get(colonne)
        numerotes = titre is not None and normaliser(titre.texte) == "jours"
        if titre is not None and not numerotes:
            continue
        cases = [grille.case(numero, colonne) for numero in lignes]
        dits = [role for case in cases if (role := Role.DATE if numerotes and jour_du_mois(case) else _quand(case))]
        if len(dits) >= MINIMUM and 2 * len(dits) >= len(lignes):
            return colonne, max(set(dits), key=lambda role: (dits.count(role), role))
    return None


def _quand(case: Cellule) -> Role | None:
    if case.genre == Genre.DATE:
        return Role.DATE
    if case.genre != Genre.TEXTE or len(case.texte.split()) > MOTS_D_UNE_DATE:
        return None
    if lire_date(case) is not None:
        return Role.DATE
    if mois_du_texte(case.texte):
        return Role.MOIS
    return Role.SEMAINE if chercher_semaines(case.texte, annee=2000) else None
