"""Times of the day: start, end and break against the hours written."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from clauses_app.imports.tableur import Cellule, Genre
from clauses_app.interface.formats import arrondir
from suivi_heures.imports.releve.roles import Role

if TYPE_CHECKING:
    from suivi_heures.imports.releve.tableau import Tableau

MOMENT = re.compile(r"([01]?\d|2[0-3])\s?[hH:]\s?([0-5]\d)?(?::[0-5]\d)?\Z")
DATE_ET_HEURE = re.compile(r"\d{4}-\d\d-\d\d (\d\d):(\d\d)\Z")
JOURNEE = 24 * 60


def est_une_heure(cellule: Cellule) -> bool:
    return minutes_du_jour(cellule) is not None


def minutes_du_jour(cellule: Cellule) -> int | None:
    """Minutes since midnight; None for anything that is not a time of the day."""
    texte = cellule.texte.strip()
    if cellule.genre == Genre.DATE:
        trouve = DATE_ET_HEURE.match(texte)
        return int(trouve[1]) * 60 + int(trouve[2]) if trouve else None
    if cellule.genre == Genre.NOMBRE:
        return None
    trouve = MOMENT.match(texte)
    return int(trouve[1]) * 60 + int(trouve[2] or 0) if trouve else None


def duree_du_jour(debut: Cellule, fin: Cellule) -> int | None:
    """Minutes between the two; an end before its start is the next day."""
    un, autre = minutes_du_jour(debut), minutes_du_jour(fin)
    if un is None or autre is None:
        return None
    return autre - un if autre >= un else autre - un + JOURNEE


def lire_pause(cellule: Cellule, *, minutes: bool) -> int | None:
    """Minutes of break: « 60 », « 1:00 », « 0,75 », « 45 min »."""
    texte = cellule.texte.strip()
    if not texte or texte in {"-", "–"}:
        return 0
    if trouve := re.match(r"(\d{1,4})\s?(?:min|mn|')", texte):
        return int(trouve[1])
    moment = minutes_du_jour(cellule)
    if moment is not None:
        return moment
    try:
        nombre = Decimal(texte.replace(",", "."))
    except ArithmeticError:
        return None
    if not nombre.is_finite() or not 0 <= nombre <= JOURNEE:
        return None
    return int(nombre) if minutes or nombre >= 5 else int(nombre * 60)


def duree_de_la_ligne(tableau: Tableau, numero: int) -> Decimal | None:
    """Only when the break is known: a column of its own, or two half-days."""
    if not tableau.dit_la_pause:
        return None
    durees = []
    for debut, fin in tableau.horaires:
        cases = [tableau.grille.case(numero, colonne) for colonne in (debut, fin)]
        if any(case.texte for case in cases):
            durees.append(duree_du_jour(cases[0], cases[1]))
    if not durees or any(duree is None for duree in durees):
        return None
    colonne = tableau.roles.get(Role.PAUSE)
    titre = tableau.entete.titres.get(colonne) if colonne else None
    ecrite = tableau.grille.etendue(numero, colonne) if colonne else None
    pause = lire_pause(ecrite, minutes=bool(titre and titre.minutes)) if ecrite is not None else 0
    return en_heures(sum(duree for duree in durees if duree is not None) - pause) if pause is not None else None


def en_heures(minutes: int) -> Decimal:
    return arrondir(Decimal(minutes) / 60, 2)
