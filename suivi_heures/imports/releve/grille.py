"""One sheet as a grid: what is shown, at its place; merged cells known; hidden columns set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from clauses_app.imports.tableur import GENRES, Cellule, Feuille
from clauses_app.imports.tableur_enveloppe import lettres_de_colonne

COUVERTES_MAX = 200_000
MEMOIRE = 32_768
RIEN_LA = ("", "texte")
NOMBRE_ECRIT = re.compile(r"[-+(]?\s?\d[\d\s.,]*\)?\s?(?:h|€|%)?\Z")
HEURE_ECRITE = re.compile(r"-?\d{1,3}\s?[hH:]\s?(?:[0-5]\d)?(?::\d\d)?\Z")


@dataclass(slots=True)
class Grille:
    nom: str | None  # None in a CSV
    lignes: dict[int, dict[int, tuple[str, str]]]
    masquees: frozenset[int]
    colonnes_masquees: dict[int, str] = field(default_factory=dict)  # those that hold something: their first text
    couvertes: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    ordre: list[int] = field(init=False)
    etendues: dict[int, dict[int, tuple[str, str]]] = field(init=False)  # rows under a merged cell, as one sees them

    def __post_init__(self) -> None:
        self.ordre = sorted(self.lignes)
        self.etendues = {}
        for (ligne, colonne), place in self.couvertes.items():
            rangee = self.etendues.setdefault(ligne, dict(self.lignes.get(ligne, {})))
            rangee[colonne] = self.brute(*place)

    def case(self, ligne: int, colonne: int) -> Cellule:
        texte, genre = self.brute(ligne, colonne)
        return Cellule(f"{lettres_de_colonne(colonne)}{ligne}", texte, GENRES[genre])

    def brute(self, ligne: int, colonne: int) -> tuple[str, str]:
        rangee = self.lignes.get(ligne)
        return rangee.get(colonne, RIEN_LA) if rangee is not None else RIEN_LA

    def rangee(self, ligne: int) -> dict[int, tuple[str, str]]:
        """Column → (text, kind), merged cells included: what the rules that go through every row look at."""
        return self.etendues.get(ligne) or self.lignes.get(ligne, {})

    def etendue(self, ligne: int, colonne: int) -> Cellule:
        """What a reader sees there: the content of the merged cell that covers the place."""
        return (
            self.case(*self.couvertes.get((ligne, colonne), (ligne, colonne)))
            if self.couvertes
            else self.case(ligne, colonne)
        )

    def cases(self, ligne: int) -> Iterator[tuple[int, Cellule]]:
        for colonne in sorted(self.lignes.get(ligne, {})):
            yield colonne, self.case(ligne, colonne)

    def textes(self, ligne: int) -> list[str]:
        rangee = self.lignes.get(ligne, {})
        return [texte for colonne in sorted(rangee) if (texte := rangee[colonne][0].strip())]

    def au_dessus(self, haut: int) -> int:
        """The row that stands over the titles: a blank one may lie between."""
        return max((numero for numero in (haut - 1, haut - 2) if numero in self.lignes), default=0)

    @property
    def numeros(self) -> list[int]:
        return self.ordre


def composer_grille(feuille: Feuille) -> Grille:
    lignes: dict[int, dict[int, tuple[str, str]]] = {}
    cachees: dict[int, str] = {}
    for ligne in feuille.lignes:
        visibles: dict[int, tuple[str, str]] = {}
        for colonne, texte, genre in ligne.brutes:
            if colonne in feuille.colonnes_masquees:
                cachees.setdefault(colonne, texte)
            else:
                visibles[colonne] = (texte, genre)
        if visibles:
            lignes[ligne.numero] = visibles
    return Grille(feuille.nom or None, lignes, feuille.lignes_masquees, cachees, _couvrir(feuille, lignes))


def _couvrir(feuille: Feuille, lignes: dict[int, dict[int, tuple[str, str]]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Covered place → the cell that shows there; never beyond the last row that holds something."""
    derniere = max(lignes, default=0)
    couvertes: dict[tuple[int, int], tuple[int, int]] = {}
    for haut, gauche, bas, droite in feuille.fusions:
        for ligne in range(haut, min(bas, derniere) + 1):
            for colonne in range(gauche, min(droite, gauche + 256) + 1):
                if (ligne, colonne) != (haut, gauche):
                    couvertes[ligne, colonne] = (haut, gauche)
        if len(couvertes) > COUVERTES_MAX:
            break
    return couvertes


@lru_cache(maxsize=MEMOIRE)
def est_un_nombre(texte: str, genre: str) -> bool:
    """A figure or a duration: not a title."""
    if genre in {"nombre", "duree", "erreur", "sans_valeur"}:
        return True
    return genre == "texte" and bool(NOMBRE_ECRIT.match(texte) or HEURE_ECRITE.match(texte))
