"""The structure of a file as a screen reader walks through it: roles, texts, pages."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

from tests.clauses_app.norme_pdf import enfants, parcourir


def lire_structure(octets: bytes) -> list[tuple[str, str, str, int | None]]:
    """Of each element, in reading order: where it is, what it reads, the text of a drawing, its page. All spaces are
    alike: two files may draw the same glyph for several of them."""
    lecteur = PdfReader(BytesIO(octets))
    pages = {page.indirect_reference.idnum: rang for rang, page in enumerate(lecteur.pages)}
    textes = [_textes(page, lecteur) for page in lecteur.pages]
    lus = []
    for noeud, parents in parcourir(lecteur.trailer["/Root"]["/StructTreeRoot"]):
        if "/S" not in noeud:
            continue
        page = pages[noeud.raw_get("/Pg").idnum] if "/Pg" in noeud else None
        marques = [un for un in enfants(noeud) if isinstance(un, int)]
        texte = "".join(textes[page].get(marque, "") for marque in marques) if page is not None else ""
        lus.append(("/".join((*parents, noeud["/S"][1:])), _plat(texte), _plat(str(noeud.get("/Alt", ""))), page))
    return lus


def _plat(texte: str) -> str:
    return re.sub(r"[\u202f\xa0]", " ", texte)


def _textes(page: Any, lecteur: PdfReader) -> dict[int, str]:
    """What each piece of content of a page says, by its number."""
    cartes = {nom: _carte(police.get_object()) for nom, police in page["/Resources"]["/Font"].items()}
    dits: dict[int, str] = {}
    pile: list[int | None] = []
    carte: dict[int, str] = {}
    for operandes, operateur in ContentStream(page.get_contents(), lecteur).operations:
        if operateur in {b"BDC", b"BMC"}:
            liste = operandes[1] if operateur == b"BDC" else None
            pile.append(liste.get("/MCID") if hasattr(liste, "get") else None)
        elif operateur == b"EMC":
            pile.pop()
        elif operateur == b"Tf":
            carte = cartes[operandes[0]]
        elif operateur in {b"Tj", b"TJ"} and pile and (marque := pile[-1]) is not None:
            morceaux = operandes[0] if operateur == b"TJ" else operandes
            dits[marque] = dits.get(marque, "") + "".join(_dire(un, carte) for un in morceaux)
    return dits


def _carte(police: Any) -> dict[int, str]:
    carte = police["/ToUnicode"].get_object().get_data().decode()
    couples = re.findall(r"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]*)>\n", carte)
    return {int(code, 16): bytes.fromhex(texte).decode("utf-16-be") for code, texte in couples}


def _dire(morceau: Any, carte: dict[int, str]) -> str:
    brut = getattr(morceau, "original_bytes", morceau if isinstance(morceau, bytes) else b"")
    return "".join(carte.get(int.from_bytes(brut[i : i + 2]), "?") for i in range(0, len(brut), 2))
