"""Every table of a sheet: one below the other, side by side, or a list without titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from suivi_heures.imports.releve.connaissances import CorrespondanceConnue
from suivi_heures.imports.releve.correspondances import choisir
from suivi_heures.imports.releve.empreintes import cles_des_colonnes, cles_sans_titres, empreinte_de
from suivi_heures.imports.releve.entetes import Entete
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import Etat, lire_case
from suivi_heures.imports.releve.imposer import imposer
from suivi_heures.imports.releve.liste_sans_titres import liste_sans_titres
from suivi_heures.imports.releve.roles import Role
from suivi_heures.imports.releve.tableau import Tableau
from suivi_heures.imports.releve.tableaux import composer_tableau, sur_un_segment

ECHANTILLON = 200
MINIMUM = 2
QUAND_ET_QUI = frozenset(
    {Role.DATE, Role.DU, Role.AU, Role.SEMAINE, Role.MOIS, Role.ANNEE, Role.PERIODE, Role.PRENOM, Role.NAISSANCE}
)
MAX_DESSOUS = 12  # rows looked at under titles that nobody knows


def reconnaitre_tableaux(
    grille: Grille,
    entetes: Sequence[Entete],
    possibles: Sequence[Entete],
    *,
    connues: Sequence[CorrespondanceConnue],
    connait: Callable[[str], bool],
    nomme_un_chantier: Callable[[str], bool],
) -> list[Tableau]:
    """Those that are read; or, when none is, the one of which a person may say the columns."""
    if not entetes:
        entetes = _deja_dites(possibles, connues)
    derniere = max(grille.lignes, default=0)

    def composer(entete: Entete, fin: int) -> Tableau:
        tableau = composer_tableau(grille, entete, fin, connait=connait, nomme_un_chantier=nomme_un_chantier)
        if not entetes:
            tableau.par_contenu |= dict.fromkeys(entete.titres, "contenu de la colonne\u00a0: son titre ne dit rien")
        _se_souvenir(tableau, connues)
        return tableau

    tableaux = [
        composer(segment, entetes[rang + 1].haut - 1 if rang + 1 < len(entetes) else derniere)
        for rang, entete in enumerate(entetes)
        for segment in segments(entete)
    ]
    if not entetes:
        deduit = liste_sans_titres(grille, connait, _jamais_des_heures(possibles))
        deduit = _sous_ses_titres(deduit, possibles) if deduit else _la_plus_probable(grille, possibles)
        tableaux = [composer(deduit, derniere)] if deduit is not None else []
    lus = [tableau for tableau in tableaux if tableau.se_lit]
    dites = [tableau for tableau in tableaux if not tableau.se_lit and tableau.dites]
    return [*lus, *dites] or tableaux[:1]


def _se_souvenir(tableau: Tableau, connues: Sequence[CorrespondanceConnue]) -> None:
    libelles = tableau.entete.libelles
    tableau.cles = cles_des_colonnes(libelles) if libelles else cles_sans_titres(_colonnes_pleines(tableau))
    tableau.empreinte = empreinte_de(tableau.cles)
    for colonne in set(tableau.roles.values()) - set(libelles):
        tableau.cles |= cles_sans_titres([colonne])
    choix = choisir(tableau.cles, tableau.empreinte, connues)
    imposer(tableau, choix.champs, choix.dit)
    tableau.proche, tableau.nouvelles = choix.proche, choix.nouvelles


def _colonnes_pleines(tableau: Tableau) -> set[int]:
    lignes = list(tableau.lignes)[:ECHANTILLON]
    return {colonne for numero in lignes for colonne in tableau.grille.lignes[numero]}


def _jamais_des_heures(possibles: Sequence[Entete]) -> dict[int, int]:
    """Columns whose own title says something else (« Nombre de jours », « Montant »), and the row of that title: their
    figures, however plausible, are no hours."""
    dites = [(c, une.bas) for une in possibles for c, titre in une.titres.items() if titre.role == Role.IGNOREE]
    return {colonne: min(bas for autre, bas in dites if autre == colonne) for colonne, _ in dites}


def _deja_dites(possibles: Sequence[Entete], connues: Sequence[CorrespondanceConnue]) -> list[Entete]:
    """Titles that only the memory understands."""
    empreintes = {une.empreinte for une in connues}
    return [une for une in possibles if empreinte_de(cles_des_colonnes(une.libelles)) in empreintes][:1]


def _sous_ses_titres(deduit: Entete, possibles: Sequence[Entete]) -> Entete:
    """The list stands under words that do not tell its hours: they are the names of its columns all the same, and
    those that tell when or who are read."""
    dessus = [une for une in possibles if une.bas == deduit.bas and set(deduit.titres) <= set(une.libelles)]
    if not dessus:
        return deduit
    titres = max(dessus, key=lambda une: (len(une.libelles), une.haut))
    sues = {c: t for c, t in titres.titres.items() if c not in deduit.titres and t.role in QUAND_ET_QUI}
    return replace(deduit, haut=titres.haut, libelles=titres.libelles, titres=sues | deduit.titres)


def _la_plus_probable(grille: Grille, possibles: Sequence[Entete]) -> Entete | None:
    """The widest row of words that stands over figures."""

    def note(entete: Entete) -> tuple[int, int]:
        dessous = [n for n in grille.numeros if entete.bas < n <= entete.bas + MAX_DESSOUS]
        chiffres = sum(
            lire_case(grille.case(n, colonne)).etat == Etat.LUE for n in dessous for colonne in entete.libelles
        )
        return (len(entete.libelles) if chiffres else 0, entete.haut - entete.bas)

    meilleure = max(possibles, key=note, default=None)
    return meilleure if meilleure is not None and note(meilleure)[0] else None


def segments(entete: Entete) -> list[Entete]:
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
