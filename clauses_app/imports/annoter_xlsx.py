"""Remarks written into a workbook that came from outside: its own parts are kept as they are, byte for byte where
nothing is said. Runs in the confined process.

Cells are coloured by a copy of their own style, remarks are comments, one sheet is added at the end. Macros and what
signs them never leave.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from clauses_app.imports.tableur_enveloppe import rang_de_colonne

PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAQUET = "http://schemas.openxmlformats.org/package/2006/relationships"
CLASSEUR_SANS_MACRO = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TYPE_COMMENTAIRES = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
TYPE_FEUILLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
TYPE_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
MACROS = re.compile(r"xl/(vbaProject(Signature\w*)?\.bin|vbaData\.xml|_rels/vbaProject\.bin\.rels)\Z")
MACRO_ANNONCEE = re.compile(rb"application/vnd\.ms-excel\.(sheet|template)\.macroEnabled\.main\+xml")
VIDES = f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PAQUET}"></Relationships>'
FAUTE, AVIS = "FFFBE8E3", "FFFBF0D6"
AUTEUR = "Ancrage"
# what must come after the link to the comments, in the order of the schema
APRES_LES_COMMENTAIRES = re.compile(
    rb"<(legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b"
)


class NonAnnotable(Exception):
    """Its parts are not where an ordinary workbook has them: it is given back as a list instead."""


@dataclass(frozen=True, slots=True)
class Remarque:
    cellule: str
    texte: str
    grave: bool


@dataclass(slots=True)
class _Paquet:
    parties: dict[str, bytes]
    types: list[str] = field(default_factory=list)  # lines added to [Content_Types].xml

    def lire(self, nom: str) -> bytes:
        if nom not in self.parties:
            raise NonAnnotable(nom)
        return self.parties[nom]

    def libre(self, gabarit: str) -> str:
        return next(nom for n in range(1, 10_000) if (nom := gabarit.format(n)) not in self.parties)


def annoter_classeur(
    contenu: bytes, remarques: Mapping[str, Sequence[Mapping[str, Any]]], resume: Sequence[Sequence[str]], titre: str
) -> bytes:
    """`remarques` by name of sheet; `resume`: rows of the added sheet, texts only."""
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        paquet = _Paquet({entree.filename: archive.read(entree) for entree in archive.infolist()})
    feuilles = _feuilles(paquet)
    styles = _Styles(paquet.lire("xl/styles.xml"))
    for nom, siennes in remarques.items():
        if nom in feuilles:
            _annoter_feuille(paquet, feuilles[nom], [Remarque(**dict(une)) for une in siennes], styles)
    paquet.parties["xl/styles.xml"] = styles.ecrire()
    _ajouter_le_resume(paquet, feuilles, resume, titre)
    _retirer_les_macros(paquet)
    _ecrire_les_types(paquet)
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, partie in paquet.parties.items():
            archive.writestr(zipfile.ZipInfo(nom), partie, zipfile.ZIP_DEFLATED)
    return sortie.getvalue()


def _feuilles(paquet: _Paquet) -> dict[str, str]:
    """Name → part. A workbook written with prefixes, or in the strict form, is left alone."""
    classeur = paquet.lire("xl/workbook.xml")
    if PRINCIPAL.encode() not in classeur or b"<sheets" not in classeur:
        raise NonAnnotable("xl/workbook.xml")
    cibles = {
        _attribut(lien, b"Id"): _attribut(lien, b"Target")
        for lien in re.findall(rb"<Relationship\b[^>]*>", paquet.lire("xl/_rels/workbook.xml.rels"))
    }
    trouvees = {}
    for balise in re.findall(rb"<sheet\b[^>]*>", classeur):
        cible = cibles.get(_attribut(balise, rb"\w+:id"), "")
        partie = cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"
        if partie in paquet.parties:
            trouvees[_attribut(balise, b"name")] = partie
    return trouvees


def _attribut(balise: bytes, nom: bytes) -> str:
    trouve = re.search(rb"""(?<![\w:])""" + nom + rb"""\s*=\s*("([^"]*)"|'([^']*)')""", balise)
    brut = (trouve[2] if trouve and trouve[2] is not None else trouve[3] if trouve else b"") or b""
    return _deplier_entites(brut.decode("utf-8", "replace"))


def _deplier_entites(texte: str) -> str:
    for entite, signe in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        texte = texte.replace(entite, signe)
    return texte


class _Styles:
    """Two fills are added, and for each style that a remark meets, its twin with one of them."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        fonds = re.search(rb"<fills\b[^>]*>(.*?)</fills>", xml, re.DOTALL)
        formats = re.search(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", xml, re.DOTALL)
        if fonds is None or formats is None:
            raise NonAnnotable("xl/styles.xml")
        self.fonds = len(re.findall(rb"<fill\b", fonds[1]))
        self.formats = re.findall(rb"<xf\b(?:[^>]*/>|.*?</xf>)", formats[1], re.DOTALL)
        self.origine = len(self.formats)
        self.jumeaux: dict[tuple[int, bool], int] = {}

    def jumeau(self, style: int, *, grave: bool) -> int:
        if (style, grave) not in self.jumeaux:
            source = self.formats[style] if style < self.origine else b'<xf numFmtId="0" fontId="0" borderId="0"/>'
            fond = self.fonds + (0 if grave else 1)
            sans = re.sub(rb"""\s(fillId|applyFill)\s*=\s*("[^"]*"|'[^']*')""", b"", source, count=0)
            neuf = re.sub(rb"^<xf\b", b'<xf fillId="%d" applyFill="1"' % fond, sans)
            self.formats.append(neuf)
            self.jumeaux[style, grave] = len(self.formats) - 1
        return self.jumeaux[style, grave]

    def ecrire(self) -> bytes:
        fonds = b"".join(
            b'<fill><patternFill patternType="solid"><fgColor rgb="%s"/><bgColor indexed="64"/></patternFill></fill>'
            % couleur.encode()
            for couleur in (FAUTE, AVIS)
        )
        xml = _allonger(self.xml, b"fills", fonds, self.fonds + 2)
        return _allonger(xml, b"cellXfs", b"".join(self.formats[self.origine :]), len(self.formats))


def _allonger(xml: bytes, liste: bytes, ajout: bytes, nombre: int) -> bytes:
    if not ajout:
        return xml
    xml = xml.replace(b"</%s>" % liste, ajout + b"</%s>" % liste, 1)
    return re.sub(rb"(<%s\b[^>]*?\scount\s*=\s*[\"'])\d+" % liste, rb"\g<1>%d" % nombre, xml, count=1)


def _annoter_feuille(paquet: _Paquet, partie: str, remarques: list[Remarque], styles: _Styles) -> None:
    xml = paquet.lire(partie)
    if b"<sheetData" not in xml:
        raise NonAnnotable(partie)
    dites = _reunir(remarques)
    xml = _colorer(xml, {une.cellule: une for une in dites}, styles)
    paquet.parties[partie] = _lier_les_commentaires(paquet, partie, xml, dites)


def _reunir(remarques: list[Remarque]) -> list[Remarque]:
    """One comment a cell: all that is said of it."""
    par_cellule: dict[str, list[Remarque]] = {}
    for une in remarques:
        par_cellule.setdefault(une.cellule, []).append(une)
    return [
        Remarque(cellule, "\n".join(dict.fromkeys(une.texte for une in siennes)), any(une.grave for une in siennes))
        for cellule, siennes in par_cellule.items()
    ]


def _colorer(xml: bytes, par_cellule: Mapping[str, Remarque], styles: _Styles) -> bytes:
    """The style of the cell only; its value and its formula are not touched. An absent cell is only commented."""

    def _une(balise: re.Match[bytes]) -> bytes:
        remarque = par_cellule.get(_attribut(balise[0], b"r"))
        if remarque is None:
            return balise[0]
        ancien = _attribut(balise[0], b"s")
        neuf = styles.jumeau(int(ancien) if ancien.isdecimal() else 0, grave=remarque.grave)
        sans = re.sub(rb"""\ss\s*=\s*("[^"]*"|'[^']*')""", b"", balise[0])
        return sans.replace(b"<c", b'<c s="%d"' % neuf, 1)

    return re.sub(rb"<c\b[^>]*>", _une, xml)


def _lier_les_commentaires(paquet: _Paquet, partie: str, xml: bytes, remarques: list[Remarque]) -> bytes:
    """Two parts are added. A sheet that already has comments keeps them alone: the added sheet says the rest."""
    dossier, _, nom = partie.rpartition("/")
    liens = f"{dossier}/_rels/{nom}.rels"
    actuels = paquet.parties.get(liens, VIDES.encode())
    if b"/comments" in actuels or b"<legacyDrawing " in xml:
        return xml
    commentaires, dessin = paquet.libre("xl/comments_ancrage{}.xml"), paquet.libre("xl/drawings/ancrage{}.vml")
    paquet.parties[commentaires] = _ecrire_commentaires(remarques)
    paquet.parties[dessin] = _ecrire_vml(remarques)
    paquet.types.append(f'<Override PartName="/{commentaires}" ContentType="{TYPE_COMMENTAIRES}"/>')
    ajout = (
        f'<Relationship Id="rIdAncrageC" Type="{LIENS}/comments" Target="/{commentaires}"/>'
        f'<Relationship Id="rIdAncrageV" Type="{LIENS}/vmlDrawing" Target="/{dessin}"/>'
    ).encode()
    if b"</Relationships>" not in actuels:
        raise NonAnnotable(liens)
    paquet.parties[liens] = actuels.replace(b"</Relationships>", ajout + b"</Relationships>", 1)
    lien = b'<legacyDrawing xmlns:r="%s" r:id="rIdAncrageV"/>' % LIENS.encode()
    fin = xml.rfind(b"</sheetData>") if b"</sheetData>" in xml else xml.find(b"<sheetData")
    apres = APRES_LES_COMMENTAIRES.search(xml, fin)
    place = apres.start() if apres else xml.rfind(b"</worksheet>")
    if place < 0:
        raise NonAnnotable(partie)
    return xml[:place] + lien + xml[place:]


def _ecrire_commentaires(remarques: list[Remarque]) -> bytes:
    textes = "".join(
        f'<comment ref="{une.cellule}" authorId="0"><text><t xml:space="preserve">{_texte(une.texte)}</t></text>'
        "</comment>"
        for une in remarques
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><comments xmlns="{PRINCIPAL}"><authors><author>{AUTEUR}</author>'
        f"</authors><commentList>{textes}</commentList></comments>"
    ).encode()


def _ecrire_vml(remarques: list[Remarque]) -> bytes:
    """The shape a spreadsheet draws when the pointer is on the cell."""
    formes = []
    for rang, une in enumerate(remarques):
        trouve = re.fullmatch(r"([A-Z]+)(\d+)", une.cellule)
        if trouve is None:
            continue
        colonne, ligne = rang_de_colonne(trouve[1]) - 1, int(trouve[2]) - 1
        formes.append(
            f'<v:shape id="_x0000_s{1025 + rang}" type="#_x0000_t202" style="position:absolute;width:240pt;'
            f'height:90pt;visibility:hidden" fillcolor="#fbf0d6"><v:textbox/><x:ClientData ObjectType="Note">'
            f"<x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{ligne}</x:Row>"
            f"<x:Column>{colonne}</x:Column></x:ClientData></v:shape>"
        )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600"'
        ' o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/></v:shapetype>'
        + "".join(formes)
        + "</xml>"
    ).encode()


def _ajouter_le_resume(
    paquet: _Paquet, feuilles: Mapping[str, str], resume: Sequence[Sequence[str]], titre: str
) -> None:
    """Texts only: nothing that somebody wrote can become a formula."""
    nom = next(essai for n in range(1, 100) if (essai := titre if n == 1 else f"{titre} {n}") not in feuilles)
    partie = paquet.libre("xl/worksheets/ancrage{}.xml")
    lignes = "".join(
        f'<row r="{numero}">'
        + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{_texte(str(texte))}</t></is></c>' for texte in rangee)
        + "</row>"
        for numero, rangee in enumerate(resume, start=1)
    )
    paquet.parties[partie] = (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{PRINCIPAL}"><cols><col min="1" max="3" width="16"'
        f' customWidth="1"/><col min="4" max="8" width="60" customWidth="1"/></cols><sheetData>{lignes}</sheetData>'
        "</worksheet>"
    ).encode()
    paquet.types.append(f'<Override PartName="/{partie}" ContentType="{TYPE_FEUILLE}"/>')
    classeur = paquet.lire("xl/workbook.xml")
    numeros = [int(_attribut(b, b"sheetId") or 0) for b in re.findall(rb"<sheet\b[^>]*>", classeur)]
    rang = max(numeros, default=0) + 1
    balise = f'<sheet xmlns:r="{LIENS}" name={quoteattr(nom)} sheetId="{rang}" r:id="rIdAncrage"/>'
    if b"</sheets>" not in classeur:
        raise NonAnnotable("xl/workbook.xml")
    paquet.parties["xl/workbook.xml"] = classeur.replace(b"</sheets>", balise.encode() + b"</sheets>", 1)
    liens = paquet.lire("xl/_rels/workbook.xml.rels")
    lien = f'<Relationship Id="rIdAncrage" Type="{LIENS}/worksheet" Target="/{partie}"/>'.encode()
    paquet.parties["xl/_rels/workbook.xml.rels"] = liens.replace(b"</Relationships>", lien + b"</Relationships>", 1)


def _retirer_les_macros(paquet: _Paquet) -> None:
    for nom in [nom for nom in paquet.parties if MACROS.match(nom)]:
        del paquet.parties[nom]
    liens = paquet.parties["xl/_rels/workbook.xml.rels"]
    paquet.parties["xl/_rels/workbook.xml.rels"] = re.sub(rb"<Relationship\b[^>]*vbaProject[^>]*/>", b"", liens)


def _ecrire_les_types(paquet: _Paquet) -> None:
    types = paquet.lire("[Content_Types].xml")
    types = re.sub(rb"<(Override|Default)\b[^>]*vba[^>]*/>", b"", types, flags=re.IGNORECASE)
    types = MACRO_ANNONCEE.sub(CLASSEUR_SANS_MACRO.encode(), types)
    if not re.search(rb"""Extension\s*=\s*["']vml["']""", types):
        types = types.replace(b"</Types>", f'<Default Extension="vml" ContentType="{TYPE_VML}"/></Types>'.encode(), 1)
    paquet.parties["[Content_Types].xml"] = types.replace(b"</Types>", "".join(paquet.types).encode() + b"</Types>", 1)


def _texte(texte: str) -> str:
    """Characters that XML refuses are dropped."""
    return escape("".join(c for c in texte if c in "\t\n" or ord(c) >= 32))
