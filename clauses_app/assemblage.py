"""Pieces of a document made one file, with one structure, one index, one set of fonts.

Each piece is written as it comes and then forgotten: what is kept is the place of each object. Same pieces in the same
order, same bytes, whoever rendered them.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

import pydyf
from fontTools.ttLib import TTFont

from clauses_app.morceaux import (
    DOCUMENT,
    FOLIO,
    PAGES,
    POLICE_FOLIO,
    PREMIER,
    Morceau,
    Signet,
    renumeroter,
    serrer_police,
)

PAR_FLUX = 200  # objects compressed together
RACINES, LECTURE, FICHE, CATALOGUE, RACINE, PARENTS, NOMS, ANCRES, SIGNETS = range(1, 10)
LIBRE = 10
# The number of a page, as the margin of `rapport.css` writes it: 8pt, against the right margin.
CORPS, DROITE, LIGNE, ENCRE = 7.999512, 547.087, 40.439, "0.164706 0.145098 0.129412"
_LETTRES = "Page sur 0123456789"

type Place = tuple[str, int, float, float]


class _Plume:
    """A file of compressed objects, written forward only."""

    def __init__(self, sortie: BinaryIO) -> None:
        self._sortie = sortie
        self._lu = hashlib.sha256()
        self._place = 0
        # kind, then place in the file or number of the stream that holds it, then rank in that stream
        self._genres, self._lieux, self._rangs = bytearray(LIBRE), array("Q", [0] * LIBRE), array("H", [0] * LIBRE)
        self._attente: list[tuple[int, bytes]] = []
        self._ecrire(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def reserver(self) -> int:
        self._genres.append(0)
        self._lieux.append(0)
        self._rangs.append(0)
        return len(self._genres) - 1

    def objet(self, numero: int, donnees: bytes) -> None:
        self._attente.append((numero, donnees))
        if len(self._attente) == PAR_FLUX:
            self._vider()

    def flux(self, numero: int, dictionnaire: bytes, contenu: bytes) -> None:
        self._genres[numero], self._lieux[numero] = 1, self._place
        self._ecrire(b"%d 0 obj\n%s\nstream\n" % (numero, dictionnaire), contenu, b"\nendstream\nendobj\n")

    def serrer(self, numero: int, contenu: bytes, **extra: object) -> None:
        serre = zlib.compress(contenu, 6)
        self.flux(numero, _dictionnaire(**extra, Filter="/FlateDecode", Length=len(serre)), serre)

    def fermer(self, **tete: object) -> None:
        self._vider()
        numero = self.reserver()
        self._genres[numero], self._lieux[numero] = 1, self._place
        table = b"".join(
            b"%c%b%b" % (genre, lieu.to_bytes(5), rang.to_bytes(2))
            for genre, lieu, rang in zip(self._genres, self._lieux, self._rangs, strict=True)
        )
        empreinte = self._lu.hexdigest()[:32]
        index = pydyf.Array([f"<{empreinte}>", f"<{empreinte}>"])
        debut = self._place
        serre = zlib.compress(table, 9)
        self.flux(
            numero,
            _dictionnaire(
                Type="/XRef", Size=len(self._genres), W=pydyf.Array([1, 5, 2]), **tete, ID=index,
                Filter="/FlateDecode", Length=len(serre),
            ),
            serre,
        )  # fmt: skip
        self._ecrire(b"startxref\n%d\n%%%%EOF\n" % debut)

    def _vider(self) -> None:
        if not self._attente:
            return
        numero, places, lu = self.reserver(), [], 0
        for rang, (un, donnees) in enumerate(self._attente):
            self._genres[un], self._lieux[un], self._rangs[un] = 2, numero, rang
            places.append(b"%d %d" % (un, lu))
            lu += len(donnees) + 1
        tete = b" ".join(places) + b"\n"
        corps = b"\n".join(donnees for _, donnees in self._attente)
        self.serrer(numero, tete + corps, Type="/ObjStm", N=len(self._attente), First=len(tete))
        self._attente.clear()

    def _ecrire(self, *morceaux: bytes) -> None:
        for un in morceaux:
            self._sortie.write(un)
            self._lu.update(un)
            self._place += len(un)


class Assembleur:
    """`ajouter` the pieces in their order, then `finir`. The first one opens the file. `niveau`: of the titles of the
    piece in the outline, 2 for what goes under the last title of level 1."""

    def __init__(self, sortie: BinaryIO, *, police: bytes) -> None:
        self._plume = _Plume(sortie)
        self._police = police
        self._folio = self._plume.reserver()
        self._uniques: dict[bytes, int] = {}
        self._pages: list[int] = []
        self._folios: list[tuple[int, int]] = []  # object, page
        self._racine: list[int] = []
        self._parents: list[bytes] = []
        self._noms: list[tuple[bytes, int]] = []
        self._ancres: list[Place] = []
        self._signets: list[Signet] = []
        self._enveloppe: dict[str, bytes] = {}

    @property
    def pages(self) -> int:
        return len(self._pages)

    def ajouter(self, morceau: Morceau, *, niveau: int = 1) -> None:
        numeros, deja = self._numeroter(morceau)
        ou = numeros.__getitem__
        decalage, premiere = len(self._parents), len(self._pages)
        for numero, (donnees, flux) in enumerate(morceau.objets, PREMIER):
            if numero in deja:
                continue
            if flux is None:
                self._plume.objet(ou(numero), renumeroter(donnees, ou, decalage))
            else:
                self._plume.flux(ou(numero), renumeroter(donnees, ou, decalage), flux)
        muettes = len(morceau.pages) - len(morceau.folios)
        self._folios += [(ou(un), premiere + muettes + rang) for rang, un in enumerate(morceau.folios)]
        self._pages += map(ou, morceau.pages)
        self._racine += map(ou, morceau.racine)
        self._parents += [renumeroter(un, ou) for un in morceau.parents]
        self._noms += [(nom.encode("latin-1"), ou(numero)) for nom, numero in morceau.noms]
        self._ancres += [(nom, premiere + page, x, y) for nom, page, x, y in morceau.ancres]
        dessus = self._signets[-1][4] if niveau > 1 and self._signets else self._signets
        dessus += _deplacer(morceau.signets, premiere)
        if morceau.enveloppe:
            self._enveloppe = {nom: renumeroter(un, ou) for nom, un in morceau.enveloppe.items()}

    def _numeroter(self, morceau: Morceau) -> tuple[list[int], set[int]]:
        """The numbers of the objects of a piece in the file, and which are not to be written: the number of a page,
        not known yet, and what an earlier piece already holds (fonts, colours)."""
        communs = {PAGES: RACINES, DOCUMENT: LECTURE, FOLIO: self._folio}
        numeros = [0, *(communs[un] for un in range(1, PREMIER))]
        deja = set(morceau.folios)
        for numero, (donnees, flux) in enumerate(morceau.objets, PREMIER):
            if flux is None or b" 0 R" in donnees:
                numeros.append(self._plume.reserver())
                continue
            cle = hashlib.sha256(donnees + flux).digest()
            if cle in self._uniques:
                deja.add(numero)
            else:
                self._uniques[cle] = self._plume.reserver()
            numeros.append(self._uniques[cle])
        return numeros, deja

    def finir(self) -> None:
        plume = self._plume
        self._ecrire_les_numeros()
        enfants = pydyf.Array([_renvoi(un) for un in self._pages])
        plume.objet(RACINES, _dictionnaire(Type="/Pages", Kids=enfants, Count=len(self._pages)))
        lus = pydyf.Array([_renvoi(un) for un in self._racine])
        plume.objet(LECTURE, _dictionnaire(Type="/StructElem", S="/Document", K=lus, P=_renvoi(RACINE)))
        places = pydyf.Array([mot for cle, valeur in enumerate(self._parents) for mot in (cle, valeur)])
        plume.objet(PARENTS, _dictionnaire(Nums=places))
        noms = pydyf.Array([mot for nom, un in sorted(self._noms) for mot in (nom, _renvoi(un))])
        plume.objet(NOMS, _dictionnaire(Names=noms))
        plume.objet(
            RACINE,
            _dictionnaire(
                Type="/StructTreeRoot", ParentTree=_renvoi(PARENTS), K=pydyf.Array([_renvoi(LECTURE)]),
                IDTree=_renvoi(NOMS), ParentTreeNextKey=len(self._parents),
            ),
        )  # fmt: skip
        self._ecrire_les_ancres()
        plume.objet(SIGNETS, _dictionnaire(**self._ecrire_les_signets(self._signets, SIGNETS)))
        noms_du_fichier = self._enveloppe["noms"].removesuffix(b">>") + b"/Dests " + _renvoi(ANCRES) + b">>"
        propres = pydyf.Dictionary(
            {
                "Pages": _renvoi(RACINES), "StructTreeRoot": _renvoi(RACINE), "Outlines": _renvoi(SIGNETS),
                "Names": noms_du_fichier,
            }
        )  # fmt: skip
        plume.objet(CATALOGUE, self._enveloppe["catalogue"].removesuffix(b">>") + propres.data[2:])
        plume.objet(FICHE, self._enveloppe["fiche"])
        plume.fermer(Root=_renvoi(CATALOGUE), Info=_renvoi(FICHE))

    def _ecrire_les_numeros(self) -> None:
        """« Page 12 sur 340 »: drawn as an artefact, on each page that has a place for it."""
        police = TTFont(BytesIO(self._police))
        carte, avances = police.getBestCmap(), police["hmtx"]
        unite = police["head"].unitsPerEm
        glyphes = {lettre: police.getGlyphID(carte[ord(lettre)]) for lettre in sorted(set(_LETTRES))}
        largeurs = {lettre: avances[carte[ord(lettre)]][0] * 1000 / unite for lettre in glyphes}
        for numero, page in self._folios:
            texte = f"Page {page + 1} sur {len(self._pages)}"
            x = DROITE - sum(largeurs[un] for un in texte) * CORPS / 1000
            codes = "".join(f"{glyphes[un]:04x}" for un in texte)
            self._plume.serrer(
                numero,
                f"/Artifact <</Type /Pagination>> BDC q {ENCRE} rg BT /{POLICE_FOLIO} {CORPS} Tf"
                f" 1 0 0 1 {x:.3f} {LIGNE} Tm <{codes}> Tj ET Q EMC".encode(),
            )
        self._ecrire_la_police(glyphes, largeurs, ascendante=police["hhea"].ascent * 1000 // unite)

    def _ecrire_la_police(self, glyphes: dict[str, int], largeurs: dict[str, float], *, ascendante: int) -> None:
        plume, serre = self._plume, serrer_police(self._police)
        entete = _dictionnaire(Length1=len(self._police), Filter="/FlateDecode", Length=len(serre))
        cle = hashlib.sha256(entete + serre).digest()
        if cle not in self._uniques:
            self._uniques[cle] = plume.reserver()
            plume.flux(self._uniques[cle], entete, serre)
        description, descendante, caracteres = plume.reserver(), plume.reserver(), plume.reserver()
        nom = "/FOLIOS+Inter"
        plume.objet(
            description,
            _dictionnaire(
                Type="/FontDescriptor", FontName=nom, FontFamily="(Inter)", Flags=4, ItalicAngle=0, Ascent=ascendante,
                Descent=ascendante - 1210, FontBBox=pydyf.Array([0, ascendante - 1210, 1000, ascendante]),
                CapHeight=ascendante, StemV=80, StemH=80, FontFile2=_renvoi(self._uniques[cle]),
            ),
        )  # fmt: skip
        tailles = pydyf.Array()
        for lettre, glyphe in sorted(glyphes.items(), key=lambda couple: couple[1]):
            tailles.extend([glyphe, pydyf.Array([largeurs[lettre]])])
        systeme = pydyf.Dictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0})
        plume.objet(
            descendante,
            _dictionnaire(
                Type="/Font", Subtype="/CIDFontType2", BaseFont=nom, CIDSystemInfo=systeme, CIDToGIDMap="/Identity",
                W=tailles, FontDescriptor=_renvoi(description),
            ),
        )  # fmt: skip
        plume.serrer(caracteres, _dire_les_caracteres(glyphes))
        plume.objet(
            self._folio,
            _dictionnaire(
                Type="/Font", Subtype="/Type0", BaseFont=nom, Encoding="/Identity-H", ToUnicode=_renvoi(caracteres),
                DescendantFonts=pydyf.Array([_renvoi(descendante)]),
            ),
        )  # fmt: skip

    def _ecrire_les_ancres(self) -> None:
        noms = pydyf.Array()
        for nom, page, x, y in sorted(self._ancres):
            noms.extend([pydyf.String(nom), pydyf.Array([_renvoi(self._pages[page]), "/XYZ", x, y, 0])])
        self._plume.objet(ANCRES, _dictionnaire(Names=noms))

    def _ecrire_les_signets(self, signets: list[Signet], dessus: int) -> dict[str, object]:
        """What their parent says of them: the first, the last, how many are open below."""
        numeros = [self._plume.reserver() for _ in signets]
        total = len(signets)
        for rang, (titre, page, x, y, dessous) in enumerate(signets):
            siens = self._ecrire_les_signets(dessous, numeros[rang]) if dessous else {"Count": 0}
            total += int(str(siens["Count"]))
            voisins = {
                nom: _renvoi(numeros[autre])
                for nom, autre in (("Prev", rang - 1), ("Next", rang + 1))
                if 0 <= autre < len(numeros)
            }
            place = pydyf.Array([_renvoi(self._pages[page]), "/XYZ", x, y, 0])
            self._plume.objet(
                numeros[rang],
                _dictionnaire(Title=pydyf.String(titre), Dest=place, Parent=_renvoi(dessus), **voisins, **siens),
            )
        return {"First": _renvoi(numeros[0]), "Last": _renvoi(numeros[-1]), "Count": total} if signets else {"Count": 0}


def assembler(morceaux: Iterable[tuple[int, Morceau]], sortie: BinaryIO, *, police: bytes) -> int:
    """Number of pages of the file. Each piece comes with the level of its titles."""
    assembleur = Assembleur(sortie, police=police)
    for niveau, morceau in morceaux:
        assembleur.ajouter(morceau, niveau=niveau)
    assembleur.finir()
    return assembleur.pages


def _deplacer(signets: list[Signet], pages: int) -> list[Signet]:
    return [(titre, page + pages, x, y, _deplacer(dessous, pages)) for titre, page, x, y, dessous in signets]


def _renvoi(numero: int) -> bytes:
    return b"%d 0 R" % numero


def _dictionnaire(**entrees: object) -> bytes:
    donnees: bytes = pydyf.Dictionary(entrees).data
    return donnees


def _dire_les_caracteres(glyphes: dict[str, int]) -> bytes:
    lignes = "\n".join(f"<{glyphe:04x}> <{ord(lettre):04x}>" for lettre, glyphe in glyphes.items())
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        "<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(glyphes)} beginbfchar\n{lignes}\nendbfchar\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
