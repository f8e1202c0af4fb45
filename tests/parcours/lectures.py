"""Figures as they are printed: on the screen and in the PDF."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from playwright.sync_api import Locator
from pypdf import PdfReader

_HEURES = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})*(?:,\d{1,2})?)[ \u00a0\u202f]?h\b")


def lire_heures(texte: str) -> Decimal:
    """The first number of hours of a sentence."""
    trouve = _HEURES.search(texte)
    assert trouve, f"aucune heure dans « {texte} »"
    return Decimal(re.sub(r"\s", "", trouve[1]).replace(",", "."))


def lire_indicateur(lieu: Locator, nom: str) -> Decimal:
    """The figure under a label: « Validé », « En attente »…"""
    return lire_heures(lieu.locator("div", has=lieu.page.locator("dt", has_text=nom)).locator("dd").first.inner_text())


def lire_pdf(contenu: bytes) -> str:
    """Its text, on one line, with one kind of space."""
    pages = PdfReader(io.BytesIO(contenu)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def ecrire(heures: Decimal) -> str:
    """As the PDF text prints it, once its spaces are ordinary."""
    entier, _, decimales = f"{heures.normalize():f}".partition(".")
    groupes = f"{int(entier):,}".replace(",", " ")
    return f"{groupes},{decimales.ljust(2, '0')} h" if decimales else f"{groupes} h"
