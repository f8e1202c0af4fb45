"""What a file must hold to be PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3): the rules a machine can check.

veraPDF comes from no registry that this project installs from, so the rules that our documents could break are written
here, each with its clause. What only a person can judge (does the alternative text say the drawing?) is not here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import ContentStream

ESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}
STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "P",
    "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody",
    "TFoot", "Span", "Quote", "Note", "Reference", "Code", "Link", "Annot", "Figure", "Formula", "Form",
}  # fmt: skip
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "THead": {"Table"}, "TBody": {"Table"},
    "TFoot": {"Table"}, "LI": {"L"}, "LBody": {"LI"}, "Lbl": {"LI", "Note", "TOCI"},
}  # fmt: skip
PEIGNENT = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"EI"}
INTERDITS = {"JavaScript", "Launch", "Sound", "Movie", "ResetForm", "ImportData", "Hide", "SetOCGState", "Rendition"}


def fautes(octets: bytes) -> list[str]:
    """One sentence each; none: nothing that is checked here is broken."""
    lecteur = PdfReader(BytesIO(octets))
    racine = lecteur.trailer["/Root"]
    return [
        *_enveloppe(octets, lecteur, racine),
        *_fiche(lecteur, racine),
        *_polices(lecteur),
        *_contenus(lecteur),
        *_structure(lecteur, racine),
        *_annotations(lecteur),
        *_pieces(racine),
    ]


def _enveloppe(octets: bytes, lecteur: PdfReader, racine: Any) -> Iterator[str]:
    marquage, affichage = racine.get("/MarkInfo", {}), racine.get("/ViewerPreferences", {})
    tenues = {
        "A 6.1.2 : en-tête": re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", octets),
        "A 6.1.3 : octets après la fin": octets.rstrip(b"\r\n").endswith(b"%%EOF"),
        "A 6.1.3 : sans identifiant, ou chiffré": "/ID" in lecteur.trailer and not lecteur.is_encrypted,
        "UA 7.2 : langue du document": racine.get("/Lang") == "fr",
        "UA 6.2 : document non balisé": _vrai(marquage, "/Marked") and not _vrai(marquage, "/Suspects"),
        "UA 7.1 : le titre n’est pas affiché": _vrai(affichage, "/DisplayDocTitle"),
        "A 6.2.3 : profil de couleurs": _a_son_profil(racine),
        "A 6.4, 6.5 : action ou formulaire": not {"/OpenAction", "/AA", "/AcroForm", "/NeedsRendering"} & set(racine),
    }
    yield from (regle for regle, tenue in tenues.items() if not tenue)


def _vrai(dictionnaire: Any, nom: str) -> bool:
    """A boolean of the library is an object, true of itself whatever it says."""
    return bool(getattr(dictionnaire.get(nom), "value", False))


def _a_son_profil(racine: Any) -> bool:
    intentions = [un.get_object() for un in racine.get("/OutputIntents", [])]
    profils = [un["/DestOutputProfile"].get_object() for un in intentions if un["/S"] == "/GTS_PDFA1"]
    return len(profils) == 1 and b"acsp" in profils[0].get_data()[:60]


def _fiche(lecteur: PdfReader, racine: Any) -> Iterator[str]:
    flux = racine["/Metadata"].get_object()
    if "/Filter" in flux:
        yield "A 6.6.2 : métadonnées compressées"
    fiche = ElementTree.fromstring(flux.get_data())
    if len(fiche.findall("rdf:RDF", ESPACES)) != 1:
        yield "A 6.6.2 : une seule description attendue"
    lus = {
        nom: fiche.findtext(f".//{nom}", None, ESPACES)
        or next((e.get(_nom(nom)) for e in fiche.iter() if e.get(_nom(nom))), None)
        for nom in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
    }
    if lus != {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}:
        yield f"A 6.6.4, UA 5 : normes déclarées {lus}"
    schemas = [e.text for e in fiche.iterfind(".//pdfaSchema:namespaceURI", ESPACES)]
    if schemas != [ESPACES["pdfuaid"]]:
        yield "A 6.6.2.3 : schéma de pdfuaid non décrit"
    titre = fiche.findtext(".//dc:title//rdf:li", "", ESPACES)
    if not titre or titre != lecteur.metadata.title:
        yield "UA 7.1 : titre"


def _nom(court: str) -> str:
    prefixe, nom = court.split(":")
    return f"{{{ESPACES[prefixe]}}}{nom}"


def _polices(lecteur: PdfReader) -> Iterator[str]:
    """Embedded, and every glyph drawn says its character."""
    for numero, page in enumerate(lecteur.pages, 1):
        polices = page["/Resources"].get("/Font", {})
        codes: dict[str, set[int]] = {}
        for operandes, operateur in ContentStream(page.get_contents(), lecteur).operations:
            if operateur == b"Tf":
                courante = codes.setdefault(operandes[0], set())
            elif operateur in {b"Tj", b"TJ"}:
                morceaux = operandes[0] if operateur == b"TJ" else operandes
                for un in morceaux:
                    brut = getattr(un, "original_bytes", un if isinstance(un, bytes) else b"")
                    courante.update(int.from_bytes(brut[i : i + 2]) for i in range(0, len(brut), 2))
        for nom, utilises in codes.items():
            yield from (f"page {numero} : {faute}" for faute in _police(polices[nom].get_object(), utilises))


def _police(police: Any, codes: set[int]) -> Iterator[str]:
    nom = police["/BaseFont"]
    descendante = police["/DescendantFonts"][0].get_object() if police["/Subtype"] == "/Type0" else police
    description = descendante.get("/FontDescriptor", {})
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(description):
        yield f"A 6.2.11.4 : {nom} n’est pas dans le fichier"
    if "/ToUnicode" not in police:
        yield f"A 6.2.11.7 : {nom} ne dit pas ses caractères"
        return
    carte = police["/ToUnicode"].get_object().get_data().decode()
    dits = {int(code, 16): texte for code, texte in re.findall(r"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]*)>\n", carte)}
    for code in codes:
        if code == 0 or not dits.get(code) or int(dits[code], 16) in {0, 0xFEFF, 0xFFFE}:
            yield f"A 6.2.11.7, 6.2.11.8 : glyphe {code} de {nom} sans caractère"


def _contenus(lecteur: PdfReader) -> Iterator[str]:
    """UA 7.1: all that is drawn is either content of the structure, or an artefact."""
    for numero, page in enumerate(lecteur.pages, 1):
        if page.get("/Tabs") != "/S":
            yield f"UA 7.18.3 : page {numero}, ordre de tabulation"
        pile = []
        for operandes, operateur in ContentStream(page.get_contents(), lecteur).operations:
            if operateur in {b"BDC", b"BMC"}:
                pile.append(operandes)
            elif operateur == b"EMC":
                pile.pop()
            elif operateur in PEIGNENT and not pile:
                yield f"UA 7.1 : page {numero}, {operateur.decode()} hors de toute balise"
        if pile:
            yield f"UA 7.1 : page {numero}, balise non fermée"


def marques(lecteur: PdfReader) -> list[set[int]]:
    """Of each page, the pieces of content that ask for a place in the structure."""
    trouvees = []
    for page in lecteur.pages:
        numeros = [
            operandes[1]["/MCID"]
            for operandes, operateur in ContentStream(page.get_contents(), lecteur).operations
            if operateur == b"BDC" and hasattr(operandes[1], "get") and "/MCID" in operandes[1]
        ]
        assert len(numeros) == len(set(numeros))
        trouvees.append(set(numeros))
    return trouvees


def parcourir(noeud: Any, parents: tuple[str, ...] = ()) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Each element of the structure, in reading order, with the roles above it."""
    role = noeud.get("/S", "/Racine")[1:]
    yield noeud, parents
    for enfant in enfants(noeud):
        if hasattr(enfant, "get") and "/S" in enfant:
            yield from parcourir(enfant, (*parents, role))


def enfants(noeud: Any) -> list[Any]:
    k = noeud.get("/K", [])
    k = k.get_object() if hasattr(k, "get_object") else k
    return [un.get_object() if hasattr(un, "get_object") else un for un in (k if isinstance(k, list) else [k])]


def _structure(lecteur: PdfReader, racine: Any) -> Iterator[str]:
    if "/ParentTree" not in racine["/StructTreeRoot"]:
        yield "UA 7.1 : sans arbre des parents"
    elements = [(un, au_dessus) for un, au_dessus in parcourir(racine["/StructTreeRoot"]) if "/S" in un]
    for noeud, parents in elements:
        yield from _element(noeud, noeud["/S"][1:], parents)
    niveau = 0
    for titre in (noeud["/S"][1:] for noeud, _ in elements if re.fullmatch("/H[1-6]", noeud["/S"])):
        if int(titre[1]) > niveau + 1:
            yield f"UA 7.4.2 : {titre} après H{niveau}"
        niveau = int(titre[1])
    pages = {page.indirect_reference.idnum: numero for numero, page in enumerate(lecteur.pages)}
    vus = Counter(place for noeud, _ in elements for place in _places(noeud, pages))
    attendus = {(page, marque) for page, siennes in enumerate(marques(lecteur)) for marque in siennes}
    if orphelins := attendus - set(vus):
        yield f"UA 7.1 : {len(orphelins)} contenus hors de la structure, dont {min(orphelins)}"
    if repetes := [cle for cle, fois in vus.items() if fois > 1]:
        yield f"UA 7.1 : {len(repetes)} contenus lus deux fois"


def _places(noeud: Any, pages: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Pieces of content that this element reads: page, number."""
    for enfant in enfants(noeud):
        if isinstance(enfant, int):
            yield pages[noeud.raw_get("/Pg").idnum], enfant
        elif hasattr(enfant, "get") and enfant.get("/Type") == "/MCR":
            yield pages[enfant.raw_get("/Pg").idnum], enfant["/MCID"]


def _element(noeud: Any, role: str, parents: tuple[str, ...]) -> Iterator[str]:
    if role not in STANDARD:
        yield f"UA 7.1 : rôle inconnu {role}"
    if role in PARENTS and parents[-1] not in PARENTS[role]:
        yield f"UA 7.2 : {role} dans {parents[-1]}"
    if role in {"Figure", "Formula"} and not str(noeud.get("/Alt", "")).strip():
        yield "UA 7.3 : dessin sans texte"
    if role == "TH":
        attributs = noeud.get("/A", {})
        attributs = attributs.get_object() if hasattr(attributs, "get_object") else attributs
        liste = [un.get_object() for un in attributs] if isinstance(attributs, list) else [attributs]
        if not any(un.get("/Scope") in {"/Row", "/Column", "/Both"} for un in liste):
            yield "UA 7.5 : en-tête de table sans portée"
    if role == "Link" and not any(hasattr(un, "get") and un.get("/Type") == "/OBJR" for un in enfants(noeud)):
        yield "UA 7.18.5 : lien sans son annotation"


def _annotations(lecteur: PdfReader) -> Iterator[str]:
    for numero, page in enumerate(lecteur.pages, 1):
        for annotation in (un.get_object() for un in page.get("/Annots", [])):
            if annotation["/Subtype"] != "/Link":
                yield f"A 6.3.1 : page {numero}, {annotation['/Subtype']}"
            if not annotation.get("/Contents") or "/StructParent" not in annotation:
                yield f"UA 7.18.5 : page {numero}, lien sans texte ou hors de la structure"
            if annotation.get("/F", 0) & 0b100011 or not annotation.get("/F", 0) & 4:
                yield f"A 6.3.2 : page {numero}, annotation cachée ou non imprimée"
            if annotation.get("/A", {}).get("/S", "/")[1:] in INTERDITS:
                yield f"A 6.5.1 : page {numero}, action interdite"


def _pieces(racine: Any) -> Iterator[str]:
    liees = [un.get_object() for un in racine.get("/AF", [])]
    noms = racine.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    nommees = [un.get_object() for un in noms[1::2]]
    if [un["/UF"] for un in liees] != [un["/UF"] for un in nommees]:
        yield "A 6.8 : pièces jointes et fichiers associés diffèrent"
    for piece in liees:
        fichier = piece["/EF"]["/F"]
        if piece.get("/AFRelationship") not in {"/Data", "/Source", "/Alternative", "/Supplement"}:
            yield f"A 6.8 : {piece['/UF']}, lien avec le document"
        if not piece.get("/Desc") or piece.get("/F") != piece["/UF"]:
            yield f"A 6.8 : {piece['/UF']}, nom ou description"
        if not str(fichier.get("/Subtype", "")).count("/") or "/ModDate" not in fichier.get("/Params", {}):
            yield f"A 6.8 : {piece['/UF']}, type ou date"
