"""A piece of a document, rendered apart: its objects, numbered from zero, and what must be joined to the others.

Kept out of the file that the engine would have written: nothing is read back when the pieces are put together
(`clauses_app.assemblage`), and pieces that draw with the same font hold it byte for byte, so that it is kept once.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pydyf

# Numbers that every piece shares: the tree of pages, the top of the structure, the font of page numbers.
PAGES, DOCUMENT, FOLIO, PREMIER = 1, 2, 3, 4
POLICE_FOLIO = "folio"
PROVISOIRE = "rangee-"  # anchors that only say where a page stopped
RENVOI = "section:"  # address of a link to an anchor of another piece
# A reference, or the place of a page in the tree of parents; texts are stepped over, whatever they say.
_JETONS = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9a-fA-F]+>|(/StructParents? )(\d+)|\b(\d+) 0 R\b", re.DOTALL)
_ENTETE, _TAILLE = struct.Struct(">II"), struct.Struct(">I")

type Signet = tuple[str, int, float, float, list[Signet]]


@dataclass(frozen=True, slots=True)
class Morceau:
    """`objets`: of each, from number PREMIER, its dictionary, and its stream if it has one."""

    objets: list[tuple[bytes, bytes | None]]
    pages: list[int]
    folios: list[int]  # objects without a body: the number of each page, written once the pages are counted
    racine: list[int]  # what the structure reads, in order
    parents: list[bytes]  # for each key of the tree of parents, its value
    noms: list[tuple[str, int]]  # named elements of the structure
    ancres: list[tuple[str, int, float, float]]
    signets: list[Signet]
    enveloppe: dict[str, bytes] = field(default_factory=dict)  # of the piece that opens the file: catalog, information

    def en_octets(self) -> bytes:
        """Kept in the database between the worker that renders and the one that assembles."""
        corps = b"".join(dictionnaire for dictionnaire, _ in self.objets)
        tailles = [[len(d), -1 if flux is None else len(flux)] for d, flux in self.objets]
        entete = {
            "tailles": tailles,
            "pages": self.pages,
            "folios": self.folios,
            "racine": self.racine,
            "parents": [un.decode("latin-1") for un in self.parents],
            "noms": self.noms,
            "ancres": self.ancres,
            "signets": self.signets,
            "enveloppe": {nom: un.decode("latin-1") for nom, un in self.enveloppe.items()},
        }
        dit = zlib.compress(json.dumps(entete, separators=(",", ":")).encode(), 6)
        serre = zlib.compress(corps, 6)
        flux = b"".join(un for _, un in self.objets if un is not None)
        return b"".join((_ENTETE.pack(len(dit), len(serre)), dit, serre, flux))

    @staticmethod
    def compter(octets: bytes) -> tuple[int, list[tuple[str, int]]]:
        """How many pages, and on which each anchor is, without reading the rest."""
        dit, _ = _ENTETE.unpack_from(octets)
        entete = json.loads(zlib.decompress(octets[_ENTETE.size : _ENTETE.size + dit]))
        return len(entete["pages"]), [(nom, page) for nom, page, _, _ in entete["ancres"]]

    @classmethod
    def depuis_octets(cls, octets: bytes) -> Morceau:
        dit, serre = _ENTETE.unpack_from(octets)
        place = _ENTETE.size
        entete = json.loads(zlib.decompress(octets[place : place + dit]))
        corps, place = zlib.decompress(octets[place + dit : place + dit + serre]), place + dit + serre
        objets: list[tuple[bytes, bytes | None]] = []
        lu = 0
        for taille, longueur in entete["tailles"]:
            flux = None if longueur < 0 else octets[place : place + longueur]
            objets.append((corps[lu : lu + taille], flux))
            lu, place = lu + taille, place + max(0, longueur)
        return cls(
            objets=objets,
            pages=entete["pages"],
            folios=entete["folios"],
            racine=entete["racine"],
            parents=[un.encode("latin-1") for un in entete["parents"]],
            noms=[(nom, numero) for nom, numero in entete["noms"]],
            ancres=[(nom, page, x, y) for nom, page, x, y in entete["ancres"]],
            signets=entete["signets"],
            enveloppe={nom: un.encode("latin-1") for nom, un in entete["enveloppe"].items()},
        )


def emballer(morceaux: Iterable[Morceau]) -> bytes:
    octets = [un.en_octets() for un in morceaux]
    return b"".join(mot for un in octets for mot in (_TAILLE.pack(len(un)), un))


def deballer(octets: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(octets):
        (taille,) = _TAILLE.unpack_from(octets, place)
        place += _TAILLE.size
        yield octets[place : place + taille]
        place += taille


def renumeroter(donnees: bytes, numeros: Callable[[int], int], decalage: int = 0) -> bytes:
    """The same data, where references and places in the tree of parents are those of another numbering."""

    def changer(trouve: re.Match[bytes]) -> bytes:
        if trouve[3] is not None:
            return b"%d 0 R" % numeros(int(trouve[3]))
        if trouve[2] is not None:
            return b"%s%d" % (trouve[1], int(trouve[2]) + decalage)
        return trouve[0]

    return _JETONS.sub(changer, donnees)


def _references(donnees: bytes) -> Iterator[int]:
    return (int(trouve[3]) for trouve in _JETONS.finditer(donnees) if trouve[3] is not None)


def extraire(pdf: pydyf.PDF, signets: list[Any], *, polices: Mapping[int, bytes], ouvre: bool = False) -> Morceau:
    """What the engine is about to write, taken as a piece. `polices`: whole fonts, by the number of the stream they
    replace. `ouvre`: this piece gives the file its metadata and attachments, and its first page has no number."""
    racine = _suivre(pdf, pdf.catalog["StructTreeRoot"])
    document = _suivre(pdf, racine["K"][0])
    folios = _numeroter_les_pages(pdf, muettes=1 if ouvre else 0)
    _relier(pdf)
    enveloppe = _envelopper(pdf) if ouvre else {}
    arbre = _suivre(pdf, racine["ParentTree"])["Nums"]
    cles = dict(zip(arbre[::2], arbre[1::2], strict=True))
    parents = [pydyf._to_bytes(cles[cle]) for cle in range(len(cles))]
    departs = [int(un.split()[0]) for un in (*pdf.page_references, *document["K"])]
    departs += [numero for donnees in enveloppe.values() for numero in _references(donnees)]
    lus, ordre = _atteindre(pdf, departs, polices, {pdf.pages.number: PAGES, document.number: DOCUMENT, 0: FOLIO})
    rangs = lus.__getitem__
    pages = {reference: rang for rang, reference in enumerate(pdf.page_references)}
    return Morceau(
        objets=[(renumeroter(dictionnaire, rangs), flux) for dictionnaire, flux in ordre],
        pages=[lus[int(un.split()[0])] for un in pdf.page_references],
        folios=[lus[numero] for numero in folios],
        racine=[lus[int(un.split()[0])] for un in document["K"]],
        parents=[renumeroter(un, rangs) for un in parents],
        noms=[(nom, lus[numero]) for nom, numero in _nommer(racine)],
        ancres=[
            (nom.string, pages[place[0]], place[2], place[3])
            for nom, place in _ancres(pdf)
            if not nom.string.startswith(PROVISOIRE)
        ],
        signets=_plier(signets),
        enveloppe={nom: renumeroter(un, rangs) for nom, un in enveloppe.items()},
    )


def _suivre(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _nommer(racine: Any) -> Iterator[tuple[str, int]]:
    couples = racine["IDTree"]["Names"] if "IDTree" in racine else []
    for nom, reference in zip(couples[::2], couples[1::2], strict=True):
        yield nom.decode("latin-1"), int(reference.split()[0])


def _numeroter_les_pages(pdf: pydyf.PDF, *, muettes: int) -> list[int]:
    """A place for the number of each page, drawn before the rest of it."""
    folios = []
    references = pdf.page_references
    for rang, reference in enumerate(references):
        page = _suivre(pdf, reference)
        if rang >= muettes:
            trou = pydyf.Dictionary()
            pdf.add_object(trou)
            page["Contents"] = pydyf.Array([trou.reference, page["Contents"]])
            folios.append(trou.number)
    police = _suivre(pdf, _suivre(pdf, _suivre(pdf, references[0])["Resources"])["Font"])
    police[POLICE_FOLIO] = b"0 0 R"
    return folios


def _relier(pdf: pydyf.PDF) -> None:
    """A link to another piece was written as one to the outside: it leads to an anchor of the file."""
    for lien in pdf.objects:
        if isinstance(lien, pydyf.Dictionary) and lien.get("Subtype") == "/Link" and "A" in lien:
            cible = lien["A"]["URI"].string
            if cible.startswith(RENVOI):
                del lien["A"]
                lien["Dest"] = lien["Contents"] = pydyf.String(cible.removeprefix(RENVOI))


def _envelopper(pdf: pydyf.PDF) -> dict[str, bytes]:
    propres = {"Pages", "Outlines", "StructTreeRoot", "Names"}
    catalogue = pydyf.Dictionary({nom: un for nom, un in pdf.catalog.items() if nom not in propres})
    noms = {nom: un for nom, un in pdf.catalog.get("Names", {}).items() if nom != "Dests"}
    return {"catalogue": catalogue.data, "noms": pydyf.Dictionary(noms).data, "fiche": pdf.info.data}


def _atteindre(
    pdf: pydyf.PDF, departs: list[int], polices: Mapping[int, bytes], lus: dict[int, int]
) -> tuple[dict[int, int], list[tuple[bytes, bytes | None]]]:
    """All that is reached from there, numbered in the order of the file it would have made."""
    contenus: dict[int, tuple[bytes, bytes | None]] = {}
    pile = [numero for numero in departs if numero not in lus]
    while pile:
        numero = pile.pop()
        if numero in contenus:
            continue
        contenus[numero] = _separer(pdf.objects[numero], polices.get(numero))
        pile += [un for un in _references(contenus[numero][0]) if un not in contenus and un not in lus]
    ordre = sorted(contenus)
    lus |= {numero: rang for rang, numero in enumerate(ordre, PREMIER)}
    return lus, [contenus[numero] for numero in ordre]


def _separer(objet: Any, police: bytes | None) -> tuple[bytes, bytes | None]:
    donnees: bytes = objet.data
    if not isinstance(objet, pydyf.Stream):
        return donnees, None
    if police is not None:
        extra = {"Length1": len(police), "Filter": "/FlateDecode"}
        serre = serrer_police(police)
        return pydyf.Dictionary({**extra, "Length": len(serre)}).data, serre
    dictionnaire, _, reste = donnees.partition(b"\nstream\n")
    return dictionnaire, reste.removesuffix(b"\nendstream")


@cache
def serrer_police(police: bytes) -> bytes:
    """A handful of fonts, in each piece that a worker renders."""
    return zlib.compress(police, 9)


def _ancres(pdf: pydyf.PDF) -> Iterator[tuple[Any, Any]]:
    couples = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    return zip(couples[::2], couples[1::2], strict=True)


def _plier(signets: list[Any]) -> list[Signet]:
    return [(titre, page, x, y, _plier(dessous)) for titre, (page, x, y), dessous, _ in signets]
