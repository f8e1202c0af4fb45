"""One cell of hours: read, nothing, or unreadable; never a guess."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from clauses_app.imports.tableur import Cellule, Genre
from clauses_app.interface.formats import arrondir
from suivi_heures.imports.heures_ecrites import HeuresIllisibles, lire_heures
from suivi_heures.imports.releve.textes import MEMOIRE, normaliser

RIEN_ECRIT = frozenset(
    {"neant", "rien", "aucun", "aucune", "ras", "so", "nc", "na", "nul", "nulle", "non", "vide", "zero", "none"}
    | {"aucune heure", "sans objet", "pas d heures", "s o", "n a"}
)
CODES_D_ABSENCE = frozenset(
    {"cp", "m", "i", "at", "f", "am", "rtt", "abs", "css", "ca", "r", "fm", "mal", "acc", "we", "rh", "jf", "off"}
    | {"ecole", "cfa", "formation", "repos", "conge", "conges", "conges payes", "conge paye", "vacances", "weekend"}
    | {"maladie", "arret", "arret maladie", "accident", "accident du travail", "absent", "absente", "absence"}
    | {"ferie", "jour ferie", "intemperie", "intemperies", "week end", "sans solde", "conge sans solde", "recup"}
)
MILLIERS_POINT = re.compile(r"(?<=\d)\.(?=\d{3}(?:\D|$))")
MILLIERS_VIRGULE = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
MOINS_APRES = re.compile(r"(\d[\d\s.]*[.,]\d{1,2})\s?[-−]\Z")  # « 14,00- », as payrolls write a subtraction
PARENTHESES = re.compile(r"\((\d[\d\s.,]*)\)\Z")
MINUTES = re.compile(r"(-?\d+(?:[.,]\d+)?) ?(?:min|mn|minutes?)\.?\Z", re.IGNORECASE)
HEURES_ET_MINUTES = re.compile(r"\d ?(?::|h) ?\d", re.IGNORECASE)  # « 120:30 » says its unit, whatever the title
HEURE = r"([01]?\d|2[0-4])\s?(?:h|:)(?:\s?([0-5]\d)(?!\s?[h:\d]))?"
PLAGE = re.compile(rf"{HEURE}\s?(?:-|–|—|à|a|/|→|>)\s?{HEURE}", re.IGNORECASE)
ENTRE_PLAGES = re.compile(r"[\s;,/+&-]*(?:et|puis)?[\s;,/+&-]*")
SANS_PAUSE_MAX = 6 * 60  # minutes: beyond, there was a break, and the cell does not say how long
LIMITE = Decimal("99999")


class Etat(Enum):
    __hash__ = object.__hash__  # looked up for every cell

    RIEN = "rien"
    LUE = "lue"
    ILLISIBLE = "illisible"
    SANS_VALEUR = "sans valeur"


class CaseHeures(NamedTuple):
    etat: Etat
    valeur: Decimal = Decimal(0)
    neant: bool = False  # « néant » was written


RIEN = CaseHeures(Etat.RIEN)
ILLISIBLE = CaseHeures(Etat.ILLISIBLE)


def lire_case(cellule: Cellule, *, minutes: bool = False) -> CaseHeures:
    return lire_brute(cellule.texte, cellule.genre, minutes)


@lru_cache(maxsize=MEMOIRE)
def lire_brute(texte: str, genre: str, minutes: bool) -> CaseHeures:
    match genre:
        case Genre.SANS_VALEUR:
            return CaseHeures(Etat.SANS_VALEUR)
        case Genre.ERREUR | Genre.DATE | Genre.BOOLEEN:
            return ILLISIBLE
        case Genre.NOMBRE:
            return _nombre(_fini(texte), minutes)
        case Genre.DUREE:
            return _texte(texte, minutes=False)
    return _texte(texte, minutes=minutes)


def _fini(texte: str) -> Decimal | None:
    """A workbook may hold what is no number at all."""
    try:
        valeur = Decimal(texte)
    except InvalidOperation:
        return None
    return valeur if valeur.is_finite() else None


def _nombre(valeur: Decimal | None, minutes: bool) -> CaseHeures:
    if valeur is None or abs(valeur) > LIMITE:
        return ILLISIBLE
    heures = arrondir(valeur / 60 if minutes else valeur, 2)
    return CaseHeures(Etat.LUE, heures) if heures else RIEN


def _texte(texte: str, *, minutes: bool) -> CaseHeures:
    nu = normaliser(texte)
    if nu in RIEN_ECRIT:
        return CaseHeures(Etat.RIEN, neant=nu == "neant")
    if not nu and "?" in texte:
        return ILLISIBLE
    if not nu or nu in CODES_D_ABSENCE:
        return RIEN
    propre = re.sub(r"\s+", " ", texte).strip().rstrip("'’.").lstrip("'’")
    if trouve := MINUTES.match(propre):
        return _nombre(Decimal(trouve[1].replace(",", ".")), minutes=True)
    if (duree := _plages(propre)) is not None:
        return duree
    try:
        valeur = lire_heures(_sans_milliers(propre))
    except HeuresIllisibles:
        return ILLISIBLE
    return _nombre(valeur, minutes and not HEURES_ET_MINUTES.search(propre))


def _plages(texte: str) -> CaseHeures | None:
    """« 8h-12h 13h30-17h » is what lies between; one stretch too long for no break at all is not guessed."""
    trouvees = list(PLAGE.finditer(texte))
    if not trouvees or not all(ENTRE_PLAGES.fullmatch(reste) for reste in PLAGE.sub("\n", texte).split("\n")):
        return None
    minutes = 0
    for trouvee in trouvees:
        debut, fin = (60 * int(trouvee[rang]) + int(trouvee[rang + 1] or 0) for rang in (1, 3))
        minutes += fin - debut if fin > debut else fin - debut + 24 * 60
    if len(trouvees) == 1 and minutes > SANS_PAUSE_MAX:
        return ILLISIBLE
    return _nombre(Decimal(minutes), minutes=True)


def _sans_milliers(texte: str) -> str:
    """« 1.131,50 » and « 1,131.50 »; « (7,00) » and « 7,00- » are subtractions."""
    if trouve := PARENTHESES.match(texte) or MOINS_APRES.match(texte):
        texte = f"-{trouve[1]}"
    if "." in texte and "," in texte:
        point_d_abord = texte.index(".") < texte.index(",")
        return MILLIERS_POINT.sub("", texte) if point_d_abord else MILLIERS_VIRGULE.sub("", texte)
    return texte
