"""Sheets as grids, with the rows that title them: what the layout is, before anything is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clauses_app.imports.tableur import Classeur
from suivi_heures.imports.releve.empreintes import cles_des_colonnes, cles_distinctes, empreinte_de
from suivi_heures.imports.releve.entetes import Entete, entetes_possibles, trouver_entetes
from suivi_heures.imports.releve.grille import Grille, composer_grille
from suivi_heures.imports.releve.reconnaitre_tableaux import segments


@dataclass(frozen=True, slots=True)
class FeuilleOuverte:
    """`possibles`: when no row of titles speaks of people and hours."""

    grille: Grille
    entetes: tuple[Entete, ...]
    possibles: tuple[Entete, ...]


def ouvrir_feuilles(classeur: Classeur) -> list[FeuilleOuverte]:
    ouvertes = []
    for feuille in classeur.visibles:
        grille = composer_grille(feuille)
        entetes = tuple(trouver_entetes(grille))
        ouvertes.append(FeuilleOuverte(grille, entetes, () if entetes else tuple(entetes_possibles(grille))))
    return ouvertes


def mises_en_page(feuilles: Iterable[FeuilleOuverte]) -> dict[str, tuple[str, ...]]:
    """Fingerprint → its columns, for every layout the file may have."""
    trouvees = {}
    for feuille in feuilles:
        for entete in (*feuille.entetes, *feuille.possibles):
            for segment in segments(entete):
                cles = cles_des_colonnes(segment.libelles)
                trouvees[empreinte_de(cles)] = cles_distinctes(cles)
    trouvees.pop("", None)
    return trouvees
