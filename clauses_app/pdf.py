"""HTML template to tagged, archivable PDF: the only importer of WeasyPrint.

Nothing is fetched: the engine receives a dictionary of packaged files by exact name (`actif:rapport.css`)
and any other address stops the rendering. No date is taken from the clock: same content, same bytes.
"""

from __future__ import annotations

import datetime
import importlib
import logging
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.template.loader import render_to_string

from clauses_app.balises import achever_balises
from clauses_app.lettres import dessiner_entiers
from clauses_app.memoire import mettre_de_cote, ramasse_miettes_espace
from clauses_app.morceaux import Morceau, extraire

logger = logging.getLogger(__name__)

SCHEMA = "actif:"
# Marks that turn the reading over: nobody sees them, and a name that holds one would reverse the figures beside it.
_RETOURNEMENTS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SVG = "{http://www.w3.org/2000/svg}"
_SANS_CONTENU = re.compile(r'<((?:br|col|hr|img|input|link|meta|wbr)\b(?:[^>"]|"[^"]*")*?)\s*/?>')
_DESSIN = re.compile(r"<svg\b(?![^>]*\bxmlns=)")
_INTER = "vendor/inter"
FEUILLE = "rapport.css"
_PAR_FIL = threading.local()  # the fonts and the style sheet that a thread has read: their library is not shared
# Exact name → (file under static/, type). A tenant's file never enters here. Fonts are static instances
# (fonttools varLib.instancer inter-latin-opsz-normal.woff2 wght=600 opsz=14): a variable font would be
# instantiated again for every size of every document, with the time of day inside.
ACTIFS: dict[str, tuple[str, str]] = {
    "rapport.css": ("rapport.css", "text/css"),
    "espace-fine.woff2": (f"{_INTER}/espace-fine.woff2", "font/woff2"),
    **{
        f"inter-{jeu}-{graisse}.woff2": (f"{_INTER}/statique/inter-{jeu}-{graisse}.woff2", "font/woff2")
        for jeu in ("latin", "latin-ext")
        for graisse in ("400", "500", "600", "titre")
    },
    **{
        f"{nom}.svg": (f"pdf/{nom}.svg", "image/svg+xml")
        for nom in ("marque", "motif", "atteint", "bonne-voie", "surveiller", "retard", "sans-objet")
    },
}

# The engine declares one standard a file; ours follow two. PDF/UA’s own property is not among those PDF/A knows:
# its schema is described beside it, else an archive would refuse the file.
VARIANTE = "pdf/a-3a"
_DEUX_NORMES = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""  # noqa: E501


@dataclass(frozen=True, slots=True)
class PieceJointe:
    """A file inside the file: its type is that of its extension. The date is given, never taken from the clock."""

    nom: str
    contenu: bytes
    description: str
    date: datetime.datetime


class RessourceInterdite(RuntimeError):
    """A template asked for something else than a packaged file: the document is not made."""


@cache
def _moteur() -> ModuleType:
    """WeasyPrint takes 1 to 3 s to import: web processes and other commands never pay for it."""
    moteur = importlib.import_module("weasyprint")
    dessiner_entiers(importlib.import_module("weasyprint.svg"))
    return moteur


def prechauffer() -> None:
    """Pay the import and the fonts once, when a worker process starts."""
    for nom in ACTIFS:
        _lire_actif(nom)
    _feuille()
    mettre_de_cote()  # what is loaded now lives as long as the process: nobody looks for garbage in it


@cache
def _lire_actif(nom: str) -> tuple[bytes, str]:
    chemin, genre = ACTIFS[nom]
    octets = (Path(settings.BASE_DIR) / "static" / chemin).read_bytes()
    if genre == "font/woff2":  # unpacked once a process: the engine would do it again for every document
        deplie = BytesIO()
        importlib.import_module("fontTools.ttLib.woff2").decompress(BytesIO(octets), deplie)
        octets = deplie.getvalue()
    return octets, genre


@cache
def _chargeur() -> Any:
    """Fetcher that knows the packaged files and nothing else."""
    urls = importlib.import_module("weasyprint.urls")

    class ChargeurFerme(urls.URLFetcher):  # type: ignore[name-defined, misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            nom = url.removeprefix(SCHEMA)
            if not url.startswith(SCHEMA) or nom not in ACTIFS:
                raise urls.FatalURLFetchingError(f"refused: {url[:200]}")
            contenu, genre = _lire_actif(nom)
            return urls.URLFetcherResponse(url, contenu, {"Content-Type": genre})

    return ChargeurFerme(allowed_protocols=())


@cache
def _document() -> type[Any]:
    """The engine's document, without the pseudo-elements that its own style sheet gives to every element (markers,
    calls of notes): we draw none, and each of them is a style that is looked for, kept, then searched for garbage."""
    moteur = _moteur()

    class Document(moteur.HTML):  # type: ignore[name-defined, misc]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return list(map(_sans_pseudo, super()._ua_stylesheets(forms)))

    return Document


@cache
def _sans_pseudo(feuille: Any) -> Any:
    allegee = copy(feuille)
    allegee.matcher = copy(feuille.matcher)
    allegee.matcher.other_selectors = [un for un in feuille.matcher.other_selectors if un[3] is None]
    return allegee


def _feuille() -> dict[str, Any]:
    """Read once a thread, with the fonts it names: every document would read both again. Fonts stand in a temporary
    folder, which a system may sweep under a process that lives for weeks."""
    if not hasattr(_PAR_FIL, "feuille") or _polices_sur_disque() < _PAR_FIL.polices:
        polices = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
        feuille = _moteur().CSS(url=f"{SCHEMA}{FEUILLE}", url_fetcher=_chargeur(), font_config=polices)
        _PAR_FIL.feuille = {"font_config": polices, "stylesheets": [feuille]}
        _PAR_FIL.polices = len(list(polices._folder.iterdir()))
    lue: dict[str, Any] = _PAR_FIL.feuille
    return lue


def _polices_sur_disque() -> int:
    dossier = _PAR_FIL.feuille["font_config"]._folder
    return len(list(dossier.iterdir())) if dossier.is_dir() else 0


def oublier_les_polices(*, gardees: bool = False) -> None:
    """A process that ends without ceremony leaves no font behind it on the disk. `gardees`: another one reads them."""
    if hasattr(_PAR_FIL, "feuille"):
        polices = _PAR_FIL.feuille["font_config"]
        dossier, polices._folder = polices._folder, None
        if not gardees:
            rmtree(dossier, ignore_errors=True)
    _PAR_FIL.__dict__.clear()


os.register_at_fork(after_in_child=partial(oublier_les_polices, gardees=True))


def _styler(document: Any) -> dict[str, Any]:
    """What the engine is told of the styles: of the sheet that a document links, that it is already read."""
    for lien in document.etree_element.iter("link"):
        if lien.get("href") == f"{SCHEMA}{FEUILLE}":
            del lien.attrib["href"]
            return _feuille()
    return {}


def _dire_les_dessins(racine: Any) -> None:
    """The engine takes the words of a drawing from its `title` alone: give it the label and description
    that screens read."""
    for dessin in racine.iter(f"{_SVG}svg"):
        titre = dessin.find(f"{_SVG}title")
        description = dessin.find(f"{_SVG}desc")
        if titre is None:
            titre = ElementTree.Element(f"{_SVG}title")
            titre.text = dessin.get("aria-label", "")
            dessin.insert(0, titre)
        if description is not None and description.text:
            titre.text = f"{titre.text}. {description.text}"


def _baliser(document: Any, pdf: Any, prefixe: str = "") -> None:
    achever_balises(pdf, prefixe)


def _declarer(document: Any, pdf: Any, prefixe: str = "") -> None:
    """Last touch before writing: structure put right, both standards in the metadata, attachments named once."""
    achever_balises(pdf, prefixe)
    fiche = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    fiche.stream, fiche.compress = [fiche.stream[0].replace(b"</rdf:RDF>", _DEUX_NORMES)], False
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))


def rendre_pdf(template: str, context: Mapping[str, Any], *, titre: str, pieces: Sequence[PieceJointe] = ()) -> bytes:
    """The template as a file titled `titre`, PDF/UA-1 and PDF/A-3a at once, with `pieces` inside."""
    return convertir_en_pdf(render_to_string(template, {**context, "titre": titre}), pieces=pieces)


def convertir_en_pdf(html: str, *, pieces: Sequence[PieceJointe] = ()) -> bytes:
    """Our own HTML to PDF. Never call it with HTML written by a user."""
    with _ferme():
        document = _lire(html)
        octets: bytes = document.write_pdf(
            pdf_variant=VARIANTE, finisher=_declarer, attachments=_joindre(pieces), **_styler(document)
        )
    return octets


class MiseEnPage:
    """A part of a document laid out apart, to be assembled with others (`clauses_app.assemblage`)."""

    def __init__(self, template: str, context: Mapping[str, Any], *, titre: str) -> None:
        with _ferme():
            lu = _lire(render_to_string(template, {**context, "titre": titre}))
            self._document = lu.render(pdf_variant=VARIANTE, **_styler(lu))

    @property
    def pages(self) -> int:
        return len(self._document.pages)

    def ancres(self, debut: str) -> list[list[str]]:
        """Of each page, the anchors whose name begins so, from top to bottom."""
        return [[nom for nom in page.anchors if nom.startswith(debut)] for page in self._document.pages]

    def morceau(
        self, prefixe: str, *, pages: int | None = None, ouvre: bool = False, pieces: Sequence[PieceJointe] = ()
    ) -> Morceau:
        """`pages`: the first ones only. `ouvre`: the piece that opens the file and says what it is."""
        trouve: list[Morceau] = []

        def prendre(document: Any, pdf: Any) -> None:
            (_declarer if ouvre else _baliser)(document, pdf, prefixe)
            signets = document.make_bookmark_tree(0.75, transform_pages=True)
            trouve.append(extraire(pdf, signets, polices=_polices_entieres(document, pdf), ouvre=ouvre))
            del pdf.objects[3:]  # nothing is left to write

        with _ferme():
            self._document.copy(self._document.pages[:pages]).write_pdf(
                pdf_variant=VARIANTE, pdf_tags=True, finisher=prendre, attachments=_joindre(pieces)
            )
        return trouve[0]


def _polices_entieres(document: Any, pdf: Any) -> dict[int, bytes]:
    """The font that each stream is a part of. Glyphs keep their numbers in the part: the whole draws the same."""
    lire = importlib.import_module("weasyprint.text.fonts").get_hb_object_data
    sources: dict[str, Any] = {}
    for police in document.fonts.values():
        sources.setdefault(police.hash, police)
    page = pdf.objects[int(pdf.page_references[0].split()[0])]
    ressources = pdf.objects[int(page["Resources"].split()[0])]
    polices = pdf.objects[int(ressources["Font"].split()[0])]
    entieres = {}
    for nom, reference in polices.items():
        descendante = pdf.objects[int(pdf.objects[int(reference.split()[0])]["DescendantFonts"][0].split()[0])]
        description = pdf.objects[int(descendante["FontDescriptor"].split()[0])]
        entieres[int(description["FontFile2"].split()[0])] = lire(sources[nom].hb_face)
    return entieres


def lire_police(nom: str) -> bytes:
    """A packaged font, as it is embedded."""
    return _lire_actif(nom)[0]


def _lire(html: str) -> Any:
    html = html.translate(_RETOURNEMENTS)
    racine = lire_arbre(html)
    if racine is None:
        document = _document()(string=html, base_url=SCHEMA, url_fetcher=_chargeur())
    else:  # what its constructor does of the tree it has read
        document = _document().__new__(_document())
        document.base_url, document.url_fetcher, document.media_type = SCHEMA, _chargeur(), "print"
        document.wrapper_element = importlib.import_module("cssselect2").ElementWrapper.from_html_root(
            racine, content_language=None
        )
        document.etree_element = document.wrapper_element.etree_element
    _dire_les_dessins(document.etree_element)
    return document


def lire_arbre(html: str) -> ElementTree.Element | None:
    """The tree that the engine's own parser would make of our templates, thirty times faster; `None` of what is not
    strictly closed, which it then reads itself. Tests hold both trees equal for each document they make."""
    ferme = _DESSIN.sub(f'<svg xmlns="{_SVG[1:-1]}"', _SANS_CONTENU.sub(r"<\1/>", html.strip()))
    try:
        return ElementTree.fromstring(ferme.removeprefix("<!doctype html>"))  # noqa: S314  our own templates
    except ElementTree.ParseError:
        return None


def _joindre(pieces: Sequence[PieceJointe]) -> list[Any]:
    return [
        _moteur().Attachment(
            file_obj=BytesIO(piece.contenu), name=piece.nom, description=piece.description,
            created=piece.date.astimezone(datetime.UTC), modified=piece.date.astimezone(datetime.UTC),
            relationship="Data", url_fetcher=_chargeur(),
        )
        for piece in sorted(pieces, key=lambda une: une.nom)  # an index of names is sorted
    ]  # fmt: skip


@contextmanager
def _ferme() -> Iterator[None]:
    """Pages are drawn here: nothing comes from outside, and memory is not searched while they are."""
    _moteur()
    refus: type[BaseException] = importlib.import_module("weasyprint.urls").FatalURLFetchingError
    with ramasse_miettes_espace():
        try:
            yield
        except refus as erreur:  # a BaseException: nobody above would catch it
            logger.exception("PDF stopped: a resource outside the package was asked for")
            raise RessourceInterdite(str(erreur)) from None
