"""Dates as people and workbooks write them: day first, text, cell of date, or bare serial number."""

from __future__ import annotations

import datetime
import re

from clauses_app.imports.tableur import Cellule, Genre
from suivi_heures.imports.releve.textes import normaliser

MOIS = {
    nom: rang
    for rang, noms in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil jul july",
            "aout aou august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for nom in noms.split()
}
ANNEE_BISSEXTILE = 2024  # « 29/02 » may be a day
ORIGINE = datetime.date(1899, 12, 30)
SERIES = (10_000, 80_000)  # below, a number is a day of the month or a count, not a date
JOUR_MOIS_AN = re.compile(r"(?<![\d/.-])(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?![\d/.-])")
AN_MOIS_JOUR = re.compile(r"(?<!\d)(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)")
JOUR_NOM_AN = re.compile(r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4}|\d{2})(?!\d)")
JOUR_SEUL = re.compile(r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]* )?(?:le )?(\d{1,2})(?:er)? ([a-z]+|0?[1-9]|1[0-2])")
DATE_ECRITE = re.compile(r"\d{1,2}\s?[/.\-]\s?\d{1,2}(?:\s?[/.\-]\s?(?:\d{4}|\d{2}))?|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}")
JOUR_DU_MOIS = re.compile(
    r"(?:(?:lun|mar|mer|jeu|ven|sam|dim|lu|ma|me|je|ve|sa|di)[a-z]* |[lmjvsd] ?)?(0?[1-9]|[12]\d|3[01])"
)
COMPACTE = re.compile(r"(\d{2})(\d{2})(\d{4})\Z")


def lire_date(cellule: Cellule) -> datetime.date | None:
    """A whole cell that says one date; serial numbers count from 1900."""
    match cellule.genre:
        case Genre.DATE:
            return _iso(cellule.texte[:10])
        case Genre.NOMBRE:
            return lire_serie(cellule.texte)
        case Genre.TEXTE:
            texte = cellule.texte.strip()
            if re.fullmatch(r"\d{4,5}", texte):
                return lire_serie(texte)
            trouvees = dates_du_texte(texte)
            return trouvees[0] if trouvees else None
    return None


def lire_naissance(cellule: Cellule, *, recu_le: datetime.date, age_minimal: int) -> datetime.date | None:
    """With two digits, 20xx when the person is old enough to work, else 19xx."""
    if cellule.genre == Genre.TEXTE and (compacte := COMPACTE.match(cellule.texte.strip())):
        return composer(int(compacte[3]), int(compacte[2]), int(compacte[1]))
    date = lire_date(cellule)
    if date is not None and cellule.genre == Genre.TEXTE and not re.search(r"\d{4}", cellule.texte):
        return rajeunir(date, recu_le, age_minimal)
    return date


def rajeunir(date: datetime.date, recu_le: datetime.date, age_minimal: int) -> datetime.date | None:
    limite = composer(recu_le.year - age_minimal, recu_le.month, min(recu_le.day, 28))
    if limite and date <= limite:
        return date
    return composer(date.year - 100, date.month, date.day)


def dates_du_texte(texte: str) -> list[datetime.date]:
    """Every date that the text says, in its order."""
    places: list[tuple[int, datetime.date | None]] = []
    for trouve in AN_MOIS_JOUR.finditer(texte):
        places.append((trouve.start(), composer(int(trouve[1]), int(trouve[2]), int(trouve[3]))))
    for trouve in JOUR_MOIS_AN.finditer(texte):
        places.append((trouve.start(), composer(_annee(trouve[3]), int(trouve[2]), int(trouve[1]))))
    nu = normaliser(texte)
    for trouve in JOUR_NOM_AN.finditer(nu):
        if trouve[2] in MOIS:
            places.append((trouve.start(), composer(_annee(trouve[3]), MOIS[trouve[2]], int(trouve[1]))))
    return [date for _, date in sorted(places, key=lambda place: place[0]) if date is not None]


def jour_sans_annee(texte: str, annee: int) -> datetime.date | None:
    """« lundi 4 mai », « 06/05 »: a day whose year is said elsewhere."""
    nu = normaliser(texte)
    if trouve := JOUR_SEUL.fullmatch(nu):
        mois = MOIS.get(trouve[2]) or (int(trouve[2]) if trouve[2].isdigit() else 0)
        return composer(annee, mois, int(trouve[1]))
    return None


def lire_serie(texte: str) -> datetime.date | None:
    try:
        jours = int(float(texte))
    except (ValueError, OverflowError):
        return None
    return ORIGINE + datetime.timedelta(days=jours) if SERIES[0] <= jours <= SERIES[1] else None


def composer(annee: int, mois: int, jour: int) -> datetime.date | None:
    if not 1900 <= annee <= 2100:
        return None
    try:
        return datetime.date(annee, mois, jour)
    except ValueError:
        return None


def _annee(texte: str) -> int:
    """Two digits are of this century: a birth is put right by `rajeunir`."""
    return int(texte) if len(texte) == 4 else 2000 + int(texte)


def _iso(texte: str) -> datetime.date | None:
    try:
        date = datetime.date.fromisoformat(texte)
    except ValueError:
        return None
    return date if 1900 <= date.year <= 2100 else None


def est_une_date_impossible(cellule: Cellule) -> bool:
    """« 31/02/2026 », « 00/13/2026 »: written as a date, and no day of any calendar."""
    texte = cellule.texte.strip()
    if cellule.genre != Genre.TEXTE or lire_date(cellule) is not None:
        return False
    if (nomme := JOUR_NOM_AN.search(normaliser(texte))) is not None:
        return nomme[2] in MOIS
    return DATE_ECRITE.fullmatch(texte) is not None and jour_sans_annee(texte, ANNEE_BISSEXTILE) is None


def jour_du_mois(cellule: Cellule) -> int | None:
    """« 4 », « lundi 4 » in a column of days: its month is said elsewhere."""
    if cellule.genre not in {Genre.NOMBRE, Genre.TEXTE}:
        return None
    trouve = JOUR_DU_MOIS.fullmatch(normaliser(cellule.texte))
    return int(trouve[1]) if trouve else None
