"""One cell of a workbook, as text with its kind: what every reader of the confined process answers in."""

from __future__ import annotations

import datetime
import re
from typing import Any

from python_calamine import CalamineSheet

from clauses_app.imports.tableur_refus import FichierIllisible, Refus

TEXTE, NOMBRE, DATE, DUREE, BOOLEEN, ERREUR, SANS_VALEUR = (
    "texte",
    "nombre",
    "date",
    "duree",
    "booleen",
    "erreur",
    "sans_valeur",
)
CELLULES_MAX = 2_000_000
ERREURS = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)\Z")
ORIGINE_1900 = datetime.datetime(1899, 12, 31)  # noqa: DTZ001  a workbook knows no zone
FIN_DES_DUREES = datetime.datetime(1900, 3, 1)  # noqa: DTZ001  idem

type Case = tuple[int, str, str]


def lire_feuille(feuille: CalamineSheet, a_part: dict[int, list[Case]]) -> list[tuple[int, list[Case]]]:
    lignes: dict[int, list[Case]] = {}
    total = 0
    if feuille.start is not None:
        for numero, valeurs in enumerate(feuille.to_python(skip_empty_area=False), start=1):
            cases = [
                (rang, texte, genre)
                for rang, valeur in enumerate(valeurs, start=1)
                if valeur != ""
                for texte, genre in (decrire(valeur),)
                if texte
            ]
            total += len(cases)
            if total > CELLULES_MAX:
                raise FichierIllisible(Refus.TROP_GRAND)
            if cases:
                lignes[numero] = cases
    for numero, cases in a_part.items():
        lues = {rang for rang, _, _ in lignes.get(numero, [])}
        lignes[numero] = sorted(lignes.get(numero, []) + [case for case in cases if case[0] not in lues])
    return sorted(lignes.items())


def decrire(valeur: Any) -> tuple[str, str]:
    """What a cell says, as text: hours keep the exact figure that was typed."""
    if isinstance(valeur, str):  # by far the most frequent
        texte = (valeur.replace("\r\n", "\n") if "\r" in valeur else valeur).strip()
        return (texte, ERREUR if texte[:1] == "#" and ERREURS.match(texte) else TEXTE)
    if isinstance(valeur, bool):
        return ("vrai" if valeur else "faux", BOOLEEN)
    if isinstance(valeur, (int, float)):
        return (str(int(valeur)) if valeur == int(valeur) and abs(valeur) < 1e15 else repr(valeur), NOMBRE)
    return _date_ou_duree(valeur)


def _date_ou_duree(valeur: Any) -> tuple[str, str]:
    match valeur:
        case datetime.timedelta():
            return (_duree(valeur), DUREE)
        case datetime.time():
            return (f"{valeur.hour}:{valeur.minute:02d}", DUREE)
        case datetime.datetime():
            return _date_et_heure(valeur)
        case datetime.date():
            return (valeur.isoformat(), DATE)
    return (str(valeur).strip(), TEXTE)


def _date_et_heure(valeur: datetime.datetime) -> tuple[str, str]:
    """« hh:mm » above a day is stored as an instant of January 1900: it is a duration."""
    if valeur < FIN_DES_DUREES:
        return (_duree(valeur - ORIGINE_1900), DUREE)
    return (valeur.isoformat(sep=" ", timespec="minutes"), DATE)


def _duree(duree: datetime.timedelta) -> str:
    secondes = round(duree.total_seconds())
    signe, secondes = ("-", -secondes) if secondes < 0 else ("", secondes)
    minutes, reste = divmod(secondes, 60)
    texte = f"{signe}{minutes // 60}:{minutes % 60:02d}"
    return f"{texte}:{reste:02d}" if reste else texte
