"""Every table of a sheet: one below the other, side by side, or a list without titles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from suivi_heures.imports.releve.entetes import Entete, trouver_entetes
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import Etat, lire_case
from suivi_heures.imports.releve.identites import ressemble_a_un_nom
from suivi_heures.imports.releve.roles import Role
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.tableaux import composer_tableau, sans_titres, sur_un_segment

ECHANTILLON = 200
MINIMUM = 2


def reconnaitre_tableaux(
    grille: Grille, *, connait: Callable[[str], bool], nomme_un_chantier: Callable[[str], bool]
) -> list[Tableau]:
    entetes = trouver_entetes(grille)
    derniere = max(grille.lignes, default=0)
    tableaux: list[Tableau] = []
    for rang, entete in enumerate(entetes):
        fin = entetes[rang + 1].haut - 1 if rang + 1 < len(entetes) else derniere
        for segment in _segments(entete):
            tableau = composer_tableau(grille, segment, fin, connait=connait, nomme_un_chantier=nomme_un_chantier)
            if tableau.heures or tableau.horaires:
                tableaux.append(tableau)
    if not entetes:
        deduit = _liste_sans_titres(grille, connait)
        if deduit is not None:
            tableaux.append(
                composer_tableau(grille, deduit, derniere, connait=connait, nomme_un_chantier=nomme_un_chantier)
            )
    return tableaux


def _segments(entete: Entete) -> list[Entete]:
    """Two tables side by side name the person twice on the same row of titles."""
    colonnes = sorted(entete.libelles)
    departs = [c for c in colonnes if c in entete.titres and entete.titres[c].role in {Role.NOM, Role.NOM_COMPLET}]
    if len(departs) < MINIMUM or not _se_repetent(entete, departs):
        return [entete]
    bornes = [min(colonnes), *departs[1:], max(colonnes) + 1]
    segments = [sur_un_segment(entete, {c for c in colonnes if debut <= c < fin}) for debut, fin in pairwise(bornes)]
    complets = [s for s in segments if any(titre.role == Role.HEURES for titre in s.titres.values())]
    return complets if len(complets) == len(segments) else [entete]


def _se_repetent(entete: Entete, departs: list[int]) -> bool:
    return len({entete.libelles[colonne] for colonne in departs}) < len(departs)


def _liste_sans_titres(grille: Grille, connait: Callable[[str], bool]) -> Entete | None:
    """A column of names and one column of plausible hours: enough to read, not enough to be sure."""
    noms: dict[int, int] = {}
    heures: dict[int, int] = {}
    for numero in grille.numeros[:ECHANTILLON]:
        for colonne, case in grille.cases(numero):
            if connait(case.texte) or ressemble_a_un_nom(case.texte):
                noms[colonne] = noms.get(colonne, 0) + 1
            elif (lue := lire_case(case)).etat == Etat.LUE and abs(lue.valeur) <= 400:
                heures[colonne] = heures.get(colonne, 0) + 1
    if not noms or not heures:
        return None
    nom = max(noms, key=lambda colonne: noms[colonne])
    apres = {colonne: combien for colonne, combien in heures.items() if colonne > nom}
    if noms[nom] < MINIMUM or not apres:
        return None
    choisie = max(apres, key=lambda colonne: apres[colonne])
    premiere = min(
        n for n in grille.numeros if connait(grille.case(n, nom).texte) or ressemble_a_un_nom(grille.case(n, nom).texte)
    )
    return replace(sans_titres(nom, choisie, premiere), note=0.0)
