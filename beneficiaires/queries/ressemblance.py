"""Do two files speak of one person? Names without accents compared by trigrams, births by their digits."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SEUIL = 65
_PROCHE = 0.55


@dataclass(frozen=True)
class Identite:
    pk: int
    noms: tuple[str, ...]  # the current one first, then birth and married names
    prenom: str
    naissance: datetime.date


def normaliser(texte: str) -> str:
    """« D’Él-Amrani » → « d el amrani »."""
    sans_accent = "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
    return re.sub(r"[^a-z]+", " ", sans_accent.lower()).strip()


def identifier(pk: int, nom: str, autres: Iterable[str], prenom: str, naissance: datetime.date) -> Identite:
    noms = tuple(n for texte in (nom, *autres) if (n := normaliser(texte)))
    return Identite(pk, noms or ("",), normaliser(prenom), naissance)


def comparer(a: Identite, b: Identite) -> tuple[int, list[str]]:
    """Likeness over 100 and the reasons of it, in the words of who will decide."""
    nom, prenom = max(_proximite(x, y) for x in a.noms for y in b.noms), _proximite(a.prenom, b.prenom)
    inverse = min(_proximite(a.noms[0], b.prenom), _proximite(a.prenom, b.noms[0]))
    naissance, dite = _comparer_naissances(a.naissance, b.naissance)
    raisons = []
    if inverse > (nom + prenom) / 2 and inverse >= _PROCHE:
        nom = prenom = inverse
        raisons.append("Nom et prénom inversés.")
    elif nom >= _PROCHE and prenom >= _PROCHE:
        raisons.append(_dire_noms(a, b, nom, prenom))
    elif prenom >= 0.99 and naissance == 1:
        raisons.append("Même prénom et noms différents\u00a0: nom de naissance et nom d’usage\u202f?")
    else:
        return 0, []
    return round(30 * nom + 30 * prenom + 40 * naissance), [*raisons, dite]


def _dire_noms(a: Identite, b: Identite, nom: float, prenom: float) -> str:
    if nom == prenom == 1:
        return "Mêmes nom et prénom." if a.noms[0] == b.noms[0] else "Le nom de l’une est un autre nom de l’autre."
    return "Nom et prénom proches, à une faute près."


def _comparer_naissances(a: datetime.date, b: datetime.date) -> tuple[float, str]:
    if a == b:
        return 1, "Même date de naissance."
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return 0.75, "Jour et mois de naissance inversés."
    if sum(x != y for x, y in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True)) == 1:
        return 0.6, "Dates de naissance à un chiffre près."
    return 0, "Dates de naissance différentes."


def _proximite(a: str, b: str) -> float:
    """Shared trigrams over all trigrams, as pg_trgm counts them, on words in any order."""
    if not a or not b:
        return 0
    if a == b or sorted(a.split()) == sorted(b.split()):
        return 1
    ta, tb = _trigrammes(a), _trigrammes(b)
    # one slip in a short name breaks three trigrams out of five: Dice is kinder than Jaccard
    return 2 * len(ta & tb) / (len(ta) + len(tb))


def _trigrammes(texte: str) -> set[str]:
    return {f"  {mot} "[i : i + 3] for mot in texte.split() for i in range(len(mot) + 1)}
