"""Tables of a report, read back as a reader would: from the tags of the PDF, from the page, row by row."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

from tests.clauses_app.norme_pdf import enfants, parcourir

type Table = list[list[str]]


def lire_tables_pdf(octets: bytes) -> list[Table]:
    """A table cut by the end of a page is one table again: its head, repeated, is read once."""
    lecteur = PdfReader(BytesIO(octets))
    textes = {page.indirect_reference.idnum: _textes(page, lecteur) for page in lecteur.pages}
    tables: list[Table] = []
    for noeud, _ in parcourir(lecteur.trailer["/Root"]["/StructTreeRoot"]):
        if noeud.get("/S") == "/Table":
            rangees = [
                [_nettoyer(_dire(case, textes)) for case in enfants(rangee) if case.get("/S") in {"/TH", "/TD"}]
                for rangee, _ in parcourir(noeud)
                if rangee.get("/S") == "/TR"
            ]
            if tables and tables[-1][0] == rangees[0] and _suit(noeud):
                tables[-1] += rangees[1:]
            else:
                tables.append(rangees)
    return tables


def _suit(noeud: Any) -> bool:
    """A continuation has no caption of its own, and begins its page."""
    return not any(hasattr(un, "get") and un.get("/S") == "/Caption" for un in enfants(noeud))


def _dire(noeud: Any, textes: dict[int, dict[int, str]]) -> str:
    morceaux = []
    for enfant in enfants(noeud):
        if isinstance(enfant, int):
            morceaux.append(textes[noeud.raw_get("/Pg").idnum].get(enfant, ""))
        elif hasattr(enfant, "get") and enfant.get("/S") != "/Figure":
            morceaux.append(_dire(enfant, textes))
    return " ".join(morceaux)


def _textes(page: Any, lecteur: PdfReader) -> dict[int, str]:
    """What each piece of content says, by the table of characters of its font."""
    cartes = {nom: _carte(police.get_object()) for nom, police in page["/Resources"].get("/Font", {}).items()}
    dits: dict[int, str] = {}
    courant, carte = -1, {}
    for operandes, operateur in ContentStream(page.get_contents(), lecteur).operations:
        if operateur == b"BDC" and hasattr(operandes[1], "get"):
            courant = operandes[1].get("/MCID", -1)
        elif operateur == b"Tf":
            carte = cartes[operandes[0]]
        elif operateur in {b"Tj", b"TJ"}:
            morceaux = operandes[0] if operateur == b"TJ" else operandes
            bruts = b"".join(getattr(un, "original_bytes", b"") for un in morceaux)
            codes = [int.from_bytes(bruts[i : i + 2]) for i in range(0, len(bruts), 2)]
            dits[courant] = dits.get(courant, "") + "".join(carte.get(code, "\ufffd") for code in codes)
    return dits


def _carte(police: Any) -> dict[int, str]:
    texte = police["/ToUnicode"].get_object().get_data().decode()
    return {
        int(code, 16): bytes.fromhex(dit).decode("utf-16-be")
        for code, dit in re.findall(r"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>\n", texte)
    }


def _nettoyer(texte: str) -> str:
    return "".join(texte.split())  # neither the fold of a line nor a thin space is a figure


class _Lecteur(HTMLParser):
    """Drawings and what only a screen reader says apart."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.tus = 0
        self.dans_une_case = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "svg":
            self.tus += 1
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td"}:
            self.tables[-1][-1].append("")
            self.dans_une_case = True

    def handle_endtag(self, tag: str) -> None:
        self.tus -= tag == "svg"
        self.dans_une_case &= tag not in {"th", "td"}

    def handle_data(self, data: str) -> None:
        if self.dans_une_case and not self.tus:
            self.tables[-1][-1][-1] += data


def lire_tables_page(html: str) -> list[Table]:
    """Of the report alone, not of what surrounds it on the page."""
    lecteur = _Lecteur()
    lecteur.feed(re.search(r'<article class="bloc rapport-ecran".*?</article>', html, re.DOTALL)[0])  # type: ignore[index]
    return [[[_nettoyer(case) for case in rangee] for rangee in table] for table in lecteur.tables]
