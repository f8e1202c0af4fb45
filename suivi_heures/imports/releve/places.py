"""Where a row says what it says: the cells that remarks are written in."""

from __future__ import annotations

from clauses_app.imports.tableur_enveloppe import lettres_de_colonne
from suivi_heures.imports.releve.rangees import Rangee


def case_du_nom(rangee: Rangee) -> str:
    """The cell that names her: on this row, above it in a merged cell, or at the title of her block."""
    personne, colonne = rangee.personne, rangee.tableau.plan.nom
    if personne.cellule or not colonne:
        return personne.cellule
    return _case(rangee, colonne, personne.ligne or rangee.numero)


def case_de_la_naissance(rangee: Rangee) -> str:
    colonne = rangee.tableau.plan.naissance
    return _case(rangee, colonne, rangee.personne.ligne or rangee.numero) if colonne else rangee.personne.cellule


def case_de_la_periode(rangee: Rangee) -> str:
    """Empty when the row says no date of its own."""
    ecrites = (colonne for colonne in rangee.tableau.plan.datantes if rangee.texte(colonne))
    return next((_case(rangee, colonne, rangee.numero) for colonne in ecrites), "")


def _case(rangee: Rangee, colonne: int, ligne: int) -> str:
    ligne, colonne = rangee.tableau.grille.couvertes.get((ligne, colonne), (ligne, colonne))
    return f"{lettres_de_colonne(colonne)}{ligne}"
