"""Kinds of value a reprise field may hold: each reads one JSON value or says in French what to write."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from clauses_app.imports.nir import masquer_nir

AN_MIN, AN_MAX = 1900, 2199
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DECIMALE = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?", re.ASCII)
_IMPRONONCABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_APERCU = 60


class Refus(ValueError):
    """A value is not what its field expects; the text says what to write."""


@dataclass(frozen=True, slots=True)
class NombreALaVirgule:
    """A JSON number with decimals, an exponent, NaN, or too many digits: kept as typed, to be quoted back."""

    texte: str


def montrer(valeur: Any) -> str:
    """A short French quotation of what was found, without control character nor social security number."""
    if isinstance(valeur, str):
        propre = masquer_nir(_IMPRONONCABLE.sub("�", valeur))
        return f"« {propre[:_APERCU]}… »" if len(propre) > _APERCU else f"« {propre} »"
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, NombreALaVirgule):
        return f"Le nombre {masquer_nir(valeur.texte)[:_APERCU]}"
    if isinstance(valeur, int):
        return f"Le nombre {masquer_nir(str(valeur))}"
    if isinstance(valeur, list):
        return "Une liste"
    return "null" if valeur is None else "Un objet"


class Sorte:
    """A kind of scalar: `attendu` completes « écrivez … », `lire` converts or refuses, `avertir` doubts."""

    attendu = "une valeur"

    def lire(self, brut: Any) -> Any:
        raise NotImplementedError

    def avertir(self, valeur: Any) -> str:
        return ""

    def refuser(self, brut: Any, raison: str = "") -> Refus:
        """The refusal of this value; the reason, when there is one, precedes what to write."""
        return Refus(f"{montrer(brut)} : {raison + ' ; ' if raison else ''}écrivez {self.attendu}.")


@dataclass(frozen=True)
class Texte(Sorte):
    longueur: int = 300
    attendu: str = "un texte entre guillemets"

    def lire(self, brut: Any) -> str:
        if not isinstance(brut, str):
            raise self.refuser(brut)
        if _IMPRONONCABLE.search(brut):
            raise self.refuser(brut, "le texte contient un caractère illisible")
        texte = brut.strip()
        if not texte:
            raise self.refuser(brut, "le texte est vide")
        if len(texte) > self.longueur:
            raise self.refuser(brut, f"{len(texte)} caractères, {self.longueur} au plus")
        return texte


@dataclass(frozen=True)
class Ref(Texte):
    """An identifier, unique in its space: a list of the file, or the list it stands in (`locale`)."""

    longueur: int = 80
    attendu: str = 'une référence entre guillemets, sans espace au début ni à la fin, par exemple "M-2024-01"'
    espace: str = ""
    locale: bool = False
    interdit: str = ""

    def lire(self, brut: Any) -> str:
        texte = super().lire(brut)
        if texte != brut or any(blanc in texte for blanc in "\t\n\r"):
            raise self.refuser(brut, "espaces au début ou à la fin, ou retour à la ligne")
        if self.interdit and self.interdit in texte:
            raise self.refuser(brut, f"« {self.interdit} » est réservé à l’outil")
        return texte


@dataclass(frozen=True)
class Renvoi(Ref):
    """The reference of something described elsewhere in the file."""

    cible: str = ""


@dataclass(frozen=True)
class Conforme(Texte):
    """A text that follows a regular expression."""

    motif: str = ".*"

    def lire(self, brut: Any) -> str:
        texte = super().lire(brut)
        if not re.fullmatch(self.motif, texte, re.ASCII):
            raise self.refuser(brut)
        return texte


@dataclass(frozen=True)
class DateIso(Sorte):
    attendu: str = 'une date AAAA-MM-JJ entre guillemets, par exemple "2024-03-15"'

    def lire(self, brut: Any) -> date:
        trouve = _DATE.fullmatch(brut) if isinstance(brut, str) else None
        if trouve is None:
            raise self.refuser(brut)
        annee, mois, jour = (int(partie) for partie in trouve.groups())
        if not AN_MIN <= annee <= AN_MAX:
            raise self.refuser(brut, f"l’année doit être entre {AN_MIN} et {AN_MAX}")
        try:
            return date(annee, mois, jour)
        except ValueError:
            raise self.refuser(brut, "cette date n’existe pas") from None


@dataclass(frozen=True)
class Decimale(Sorte):
    """A decimal number, always written as a string so that no hundredth is lost."""

    attendu: str = 'un nombre décimal entre guillemets, par exemple "131.25"'
    entiers: int = 6
    decimales: int = 2
    mini: Decimal | None = Decimal(0)
    maxi: Decimal | None = None
    nul_admis: bool = True

    def lire(self, brut: Any) -> Decimal:
        if not isinstance(brut, str):
            raise self.refuser(brut)
        trouve = _DECIMALE.fullmatch(brut)
        if trouve is None:
            virgule = "," in brut and _DECIMALE.fullmatch(brut.replace(",", "."))
            raise self.refuser(brut, "le séparateur est un point" if virgule else "")
        if len(trouve[3] or "") > self.decimales:
            raise self.refuser(brut, f"{self.decimales} décimales au plus")
        if len(trouve[2].lstrip("0")) > self.entiers:
            raise self.refuser(brut, f"nombre trop grand, {self.entiers} chiffres au plus avant le point")
        return self._borner(brut, Decimal(brut))

    def _borner(self, brut: str, valeur: Decimal) -> Decimal:
        if self.mini is not None and valeur < self.mini:
            raise self.refuser(brut, f"la valeur doit être au moins {self.mini}")
        if self.maxi is not None and valeur > self.maxi:
            raise self.refuser(brut, f"la valeur doit être au plus {self.maxi}")
        if not self.nul_admis and not valeur:
            raise self.refuser(brut, "la valeur doit être supérieure à 0")
        return valeur


@dataclass(frozen=True)
class Entier(Sorte):
    mini: int
    maxi: int

    @property
    def attendu(self) -> str:  # type: ignore[override]
        return f"un nombre entier de {self.mini} à {self.maxi}, sans guillemets"

    def lire(self, brut: Any) -> int:
        if not isinstance(brut, int) or isinstance(brut, bool) or not self.mini <= brut <= self.maxi:
            raise self.refuser(brut)
        return brut


@dataclass(frozen=True)
class Booleen(Sorte):
    attendu: str = "true ou false, sans guillemets"

    def lire(self, brut: Any) -> bool:
        if not isinstance(brut, bool):
            raise self.refuser(brut)
        return brut


class Code(Sorte):
    """One of a closed list."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        self.attendu = f"un de ces codes : {', '.join(self.codes)}"

    def lire(self, brut: Any) -> str:
        if not isinstance(brut, str):
            raise self.refuser(brut)
        if brut not in self.codes:
            proches = get_close_matches(brut.strip().upper(), self.codes, n=1, cutoff=0.6)
            raise self.refuser(brut, f"code inconnu, « {proches[0]} » peut-être" if proches else "code inconnu")
        return brut


@dataclass(frozen=True)
class Siret(Sorte):
    attendu: str = "les 14 chiffres du SIRET entre guillemets, sans espace, ou retirez le champ"

    def lire(self, brut: Any) -> str:
        if not isinstance(brut, str) or not re.fullmatch(r"\d{14}", brut, re.ASCII):
            raise self.refuser(brut)
        return brut

    def avertir(self, valeur: str) -> str:
        """La Poste numbers its offices without Luhn's key; its digits add up to a multiple of five."""
        doubles = (int(c) * (2 if rang % 2 == 0 else 1) for rang, c in enumerate(valeur))
        luhn = sum(d - 9 if d > 9 else d for d in doubles) % 10 == 0
        poste = valeur.startswith("356000000") and sum(map(int, valeur)) % 5 == 0
        return "" if luhn or poste else f"« {valeur} » : la clé de ce SIRET est fausse ; vérifiez ses 14 chiffres."


@dataclass(frozen=True)
class Liste:
    """A list of one kind of value, or of records."""

    contenu: Sorte | type
