"""Texts compared as people read them: without case, accents, hyphens, apostrophes nor titles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LETTRES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
CIVILITES = {"m", "mr", "mme", "mlle", "melle", "monsieur", "madame", "mademoiselle", "ms", "mrs", "mmes"}
MEMOIRE = 32_768  # texts of a file, remembered: the same names and months come back at every row
LONGUEUR_D_UN_NOM, LONGUEUR_D_UN_MOT = 120, 40
APOSTROPHES = re.compile(r"['’‘ʼ`´]")


@lru_cache(maxsize=MEMOIRE)
def normaliser(texte: str) -> str:
    """Words in lower case, without accents nor punctuation."""
    nu = unicodedata.normalize("NFKD", texte.replace("°", " ").casefold().translate(LETTRES))
    nu = "".join(c if c.isalnum() else " " for c in nu.translate(LETTRES) if not unicodedata.combining(c))
    return " ".join(nu.split())


@lru_cache(maxsize=MEMOIRE)
def raccourcir(texte: str, longueur: int = LONGUEUR_D_UN_NOM) -> str:
    """A name of thousands of letters is no name: what is kept of it can be shown, and says that it was cut."""
    coupes = (mot if len(mot) <= LONGUEUR_D_UN_MOT else f"{mot[:LONGUEUR_D_UN_MOT]}…" for mot in texte.split())
    propre = " ".join(coupes)
    return propre if len(propre) <= longueur else f"{propre[: longueur - 1].rstrip()}…"


def mots(texte: str) -> list[str]:
    return normaliser(texte).split()


@lru_cache(maxsize=MEMOIRE)
def compacter(texte: str) -> str:
    """Letters and digits only: « N'Guessan » = « NGUESSAN » = « n guessan »."""
    return normaliser(texte).replace(" ", "")


@lru_cache(maxsize=MEMOIRE)
def sans_civilite(texte: str) -> str:
    """« Mme Sylvie PETIT » → « Sylvie PETIT »; what stands in brackets is a remark."""
    reste = re.sub(r"\([^)]*\)", " ", texte).strip(" ,;:*")
    morceaux = reste.split()
    while len(morceaux) > 1 and normaliser(morceaux[0]) in CIVILITES:
        morceaux = morceaux[1:]
    while len(morceaux) > 1 and normaliser(morceaux[-1]) in CIVILITES - {"m"}:
        morceaux = morceaux[:-1]
    return " ".join(morceaux)


def contient(texte: str, repere: str) -> bool:
    """The landmark is in the text, compared as names are; « lot 1 » is not in « lot 12 »."""
    foin, aiguille = compacter(texte), compacter(repere)
    debut = foin.find(aiguille) if aiguille else -1
    while debut >= 0:
        fin = debut + len(aiguille)
        suite = foin[fin : fin + 1]
        if not (aiguille[-1].isdigit() and suite.isdigit()):
            return True
        debut = foin.find(aiguille, debut + 1)
    return False


def contient_mots(texte: str, nom: str) -> bool:
    """The name stands in the text as whole words."""
    cherche = normaliser(nom)
    return bool(cherche) and f" {cherche} " in f" {normaliser(texte)} "


def distance_courte(un: str, autre: str, maximum: int = 2) -> int:
    """Letters inserted, removed or changed; anything beyond the maximum is `maximum + 1`."""
    if abs(len(un) - len(autre)) > maximum:
        return maximum + 1
    precedente = list(range(len(autre) + 1))
    for rang, lettre in enumerate(un, start=1):
        courante = [rang]
        for place, autre_lettre in enumerate(autre, start=1):
            cout = precedente[place - 1] + (lettre != autre_lettre)
            courante.append(min(cout, precedente[place] + 1, courante[-1] + 1))
        if min(courante) > maximum:
            return maximum + 1
        precedente = courante
    return precedente[-1]
