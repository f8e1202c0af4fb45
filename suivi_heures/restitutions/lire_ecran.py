"""The table of a page, as rows: what is exported is what was shown, column by column."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

from suivi_heures.restitutions.exporter import Valeur

ACTIONS = "Actions"
MUETS = frozenset({"svg", "button", "form", "script", "style", "dialog"})
CACHEE = "visually-hidden"  # said to a screen reader beside what is shown
HORS_EXPORT = "data-hors-export"  # a number that only orders the list of the screen
VIDES = frozenset({"br", "img", "input", "hr", "wbr"})
COUPURES = frozenset({"br", "div", "p", "li", "ul", "dd", "dt", "summary"})
NOMBRE = re.compile(
    r"(?P<signe>[-−+]?)(?P<nombre>\d{1,3}(?:[\u202f\u00a0 ]?\d{3})*(?:,\d+)?)(?:[\u202f\u00a0 ](?:h|%|€))?"
)
JOUR = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


@dataclass
class Table:
    colonnes: list[str] = field(default_factory=list)
    lignes: list[list[Valeur]] = field(default_factory=list)


class _Lecteur(HTMLParser):
    """First table of the page; drawings, buttons, forms and hidden words say nothing. A header keeps its hidden words:
    they are the name of the column."""

    def __init__(self) -> None:
        super().__init__()
        self.rangees: list[list[str]] = []
        self.etat = "avant"
        self.muet = 0
        self.cache = 0  # tags open since the hidden one
        self.morceaux: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and self.etat == "avant":
            self.etat = "dedans"
        if self.etat != "dedans":
            return
        self._compter_cachees(tag, dict(attrs))
        if tag in MUETS:
            self.muet += 1
        elif tag == "tr":
            self.rangees.append([])
        elif tag in ("th", "td"):
            self.morceaux = []
        elif tag in COUPURES and self.morceaux is not None and not self.cache:
            self.morceaux.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.etat != "dedans":
            return
        if self.cache and tag not in VIDES:
            self.cache -= 1
        if tag == "table":
            self.etat = "apres"
        elif tag in MUETS:
            self.muet -= 1
        elif tag in ("th", "td") and self.morceaux is not None:
            self.rangees[-1].append(_nettoyer("".join(self.morceaux)))
            self.morceaux = None
        elif tag in COUPURES and self.morceaux is not None and not self.cache:
            self.morceaux.append("\n")

    def handle_data(self, data: str) -> None:
        if self.morceaux is not None and not self.muet and not self.cache:
            self.morceaux.append(data)

    def _compter_cachees(self, tag: str, attrs: dict[str, str | None]) -> None:
        if self.cache:
            self.cache += tag not in VIDES
        elif self.morceaux is not None and len(self.rangees) > 1:
            self.cache = int(HORS_EXPORT in attrs or CACHEE in (attrs.get("class") or "").split())


def _nettoyer(texte: str) -> str:
    lignes = (re.sub(r"[ \t\r]+", " ", ligne).strip() for ligne in texte.split("\n"))
    return ", ".join(ligne for ligne in lignes if ligne)


def lire_table(contenu: bytes) -> Table:
    """Without the column of actions; a page without table gives none."""
    lecteur = _Lecteur()
    lecteur.feed(contenu.decode("utf-8", "replace"))
    if not lecteur.rangees:
        return Table()
    entetes, *rangees = lecteur.rangees
    gardees = [rang for rang, nom in enumerate(entetes) if nom != ACTIONS]
    return Table(
        [entetes[rang] for rang in gardees],
        [[_valoriser(rangee[rang]) if rang < len(rangee) else None for rang in gardees] for rangee in rangees],
    )


def _valoriser(texte: str) -> Valeur:
    """A number or a day where the cell is only that: a spreadsheet then sums and sorts."""
    if trouve := JOUR.fullmatch(texte):
        jour, mois, annee = map(int, trouve.groups())
        return datetime.date(annee, mois, jour)
    if trouve := NOMBRE.fullmatch(texte):
        nombre = Decimal(re.sub(r"[\u202f\u00a0 ]", "", trouve["nombre"]).replace(",", "."))
        return -nombre if trouve["signe"] in ("-", "−") else nombre
    return texte
