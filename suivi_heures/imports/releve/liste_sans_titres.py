"""A list without titles: what is known of it is its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.enums import Nature
from suivi_heures.imports.releve.dates import lire_date
from suivi_heures.imports.releve.entetes import PREMIERE_ANNEE, Entete
from suivi_heures.imports.releve.grille import Grille
from suivi_heures.imports.releve.heures import Etat, lire_case
from suivi_heures.imports.releve.identites import NOM_ECRIT, ressemble_a_un_nom
from suivi_heures.imports.releve.roles import Role, Titre, lire_titre

ECHANTILLON = 200
MINIMUM = 2
HEURES_MAX = 400


@dataclass(slots=True)
class _Vu:
    noms: Counter[tuple[int, int]] = field(default_factory=Counter)  # (column of the name, of the first name or 0)
    heures: Counter[int] = field(default_factory=Counter)
    quand: Counter[tuple[int, Role]] = field(default_factory=Counter)
    premieres: dict[tuple[int, int], int] = field(default_factory=dict)  # row where each place begins


def liste_sans_titres(
    grille: Grille, connait: Callable[[str], bool], jamais: Mapping[int, int] = MappingProxyType({})
) -> Entete | None:
    """A column of names, or two, and one column of plausible hours: enough to read, not enough to be sure. `jamais`:
    columns that a title above, on that row, says to be something else."""
    vu = _regarder(grille, connait)
    if not vu.noms:
        return None
    place, combien = vu.noms.most_common(1)[0]
    premiere = vu.premieres[place]
    apres = {
        colonne: dites
        for colonne, dites in vu.heures.items()
        if colonne > max(place) and not jamais.get(colonne, premiere) < premiere
    }
    if combien < MINIMUM or not apres:
        return None
    choisie = max(apres, key=lambda colonne: apres[colonne])
    titres = {choisie: Titre("", Role.HEURES, Nature.TRAVAIL)} | _titrer_le_nom(place)
    for (colonne, role), dites in vu.quand.items():
        if colonne not in titres and 2 * dites >= combien:
            titres[colonne] = Titre("", role)
    return Entete(premiere - 1, premiere - 1, dict(sorted(titres.items())), {}, 0.0)


def _regarder(grille: Grille, connait: Callable[[str], bool]) -> _Vu:
    vu = _Vu()
    for numero in grille.numeros[:ECHANTILLON]:
        cases = list(grille.cases(numero))
        place = _place_du_nom(cases, connait)
        if place is not None:
            vu.noms[place] += 1
            vu.premieres.setdefault(place, numero)
        for colonne, case in cases:
            if place is not None and colonne in place:
                continue
            if (role := _quand(case)) is not None:
                vu.quand[colonne, role] += 1
            elif (lue := lire_case(case)).etat == Etat.LUE and abs(lue.valeur) <= HEURES_MAX:
                vu.heures[colonne] += 1
    return vu


def _titrer_le_nom(place: tuple[int, int]) -> dict[int, Titre]:
    nom, prenom = place
    if not prenom:
        return {nom: Titre("", Role.NOM_COMPLET)}
    return {nom: Titre("", Role.NOM), prenom: Titre("", Role.PRENOM)}


def _place_du_nom(cases: list[tuple[int, Cellule]], connait: Callable[[str], bool]) -> tuple[int, int] | None:
    """The whole name in one cell; else a name and a first name side by side."""
    textes = [(colonne, case.texte.strip()) for colonne, case in cases if case.genre == Genre.TEXTE]
    connu = next((colonne for colonne, texte in textes if connait(texte)), None)
    if connu is not None:
        return connu, 0
    for (colonne, un), (suivante, autre) in pairwise(textes):
        if suivante == colonne + 1 and (connait(f"{un} {autre}") or _nom_puis_prenom(un, autre)):
            return colonne, suivante
    return next(((colonne, 0) for colonne, texte in textes if ressemble_a_un_nom(texte)), None)


def _nom_puis_prenom(un: str, autre: str) -> bool:
    """« TRAORÉ | Fatou »: capitals, then a word that has only one; neither is a title."""
    if lire_titre(un) is not None or lire_titre(autre) is not None or not autre[:1].isupper() or autre.isupper():
        return False
    return ressemble_a_un_nom(f"{un} {autre}") and NOM_ECRIT.match(autre) is not None


def _quand(case: Cellule) -> Role | None:
    """A day worked, the birth of someone, or a month."""
    if case.genre == Genre.DATE or (case.genre == Genre.TEXTE and not case.texte.strip().isdigit()):
        date = lire_date(case)
        if date is not None:
            return Role.DATE if date.year >= PREMIERE_ANNEE else Role.NAISSANCE
        titre = lire_titre(case.texte) if case.genre == Genre.TEXTE else None
        if titre is not None and titre.seul:
            return Role.MOIS
    return None
