"""Look at a file's envelope before any reader opens it (runs in the confined process).

A workbook is a zip: its size once unpacked, its entries and its furthest cell are known for the price of
one pass. What the readers accept or die of (bombs, stray cells, active content) is refused here.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from functools import lru_cache

from clauses_app.imports.tableur_refus import DEMESURE, FichierIllisible, Refus

ENTREES_MAX = 300
OCTETS_MAX = 120_000_000
PARTIE_SUSPECTE, RAPPORT_MAX = 1_000_000, 150
FEUILLES_MAX, LIGNES_MAX, COLONNES_MAX, SURFACE_MAX = 30, 100_000, 256, 5_000_000
BLOC = 1 << 20

PERMISES = re.compile(r"(\[Content_Types\]\.xml|(_rels|docProps|xl|customXml|docMetadata)/[^\\\x00]+)\Z")
ACTIVES = re.compile(r"/embeddings/|/activeX/|/externalLinks/|/macrosheets/|/ctrlProps/", re.IGNORECASE)
# never opened: the settings of a printer, and the macros of a workbook that says it has some
INERTES = re.compile(r"xl/(printerSettings/[\w.-]+|vbaProject(Signature\w*)?)\.bin\Z")
FEUILLE = re.compile(r"xl/(work|chart|dialog)sheets/[^/]+\.xml\Z")
ENTITES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
CODAGE = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']+)["']""")
CASE_PLEINE = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{1,4})([0-9]{1,9})["'][^>/]*>""")

# a place that may be too far: more than one letter, or more than five digits
LOINTAINE = re.compile(rb"""r\s*=\s*["'](?:[A-Z]{2}|[A-Z][0-9]{6})""")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHIFFRE = "EncryptedPackage".encode("utf-16-le")
FIN_DE_ZIP = b"PK\x05\x06"
MIMETYPE_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
TEXTES = ("csv", "txt", "tsv")
PHRASE_CSV_MENTEUR = "Ce fichier se termine par .csv mais contient un classeur. Renommez-le en .xlsx, puis déposez-le."
PHRASE_NUMBERS = (
    "C’est un document Numbers. Dans Numbers, choisissez Fichier, Exporter vers, Excel, puis déposez le fichier obtenu."
)


def reconnaitre(contenu: bytes, nom: str) -> str:
    """« xlsx », « xls », « ods » or « csv », by the content; a name that says another nature is refused."""
    if not contenu.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise FichierIllisible(Refus.VIDE)
    extension = nom.rpartition(".")[2].lower()
    if contenu.startswith(b"PK\x03\x04"):
        return _reconnaitre_zip(contenu, extension)
    if contenu.startswith(OLE):
        return _reconnaitre_ole(contenu, extension)
    if contenu[:2] == b"PK":
        raise FichierIllisible(Refus.ENDOMMAGE)
    if extension not in {*TEXTES, ""}:
        raise FichierIllisible(Refus.FORMAT)
    if contenu.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in {b"<?xml", b"<html", b"<!doc", b"%pdf-", b"{\\rtf"}:
        raise FichierIllisible(Refus.FORMAT)
    return "csv"


def _reconnaitre_zip(contenu: bytes, extension: str) -> str:
    if extension in TEXTES:
        raise FichierIllisible(Refus.FORMAT, PHRASE_CSV_MENTEUR)
    if extension == "numbers":
        raise FichierIllisible(Refus.FORMAT, PHRASE_NUMBERS)
    return "ods" if contenu[30:90].startswith(MIMETYPE_ODS) else "xlsx"


def _reconnaitre_ole(contenu: bytes, extension: str) -> str:
    if CHIFFRE in contenu:
        raise FichierIllisible(Refus.PROTEGE)
    if extension in TEXTES:
        raise FichierIllisible(Refus.FORMAT, PHRASE_CSV_MENTEUR)
    return "xls"


def verifier_ods(contenu: bytes) -> None:
    """Refuse a zip that is not a plain, bounded OpenDocument workbook; only its content will be read."""
    _verifier_fin(contenu)
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            if "content.xml" not in archive.NameToInfo:
                raise FichierIllisible(Refus.FORMAT)
            if any(entree.flag_bits & 0x1 for entree in archive.infolist()) or _est_chiffre(archive):
                raise FichierIllisible(Refus.PROTEGE)
            total = 0
            for entree in archive.infolist():
                total += len(_deplier(archive, entree, OCTETS_MAX - total))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, struct.error, OSError) as erreur:
        raise FichierIllisible(Refus.ENDOMMAGE) from erreur


def _est_chiffre(archive: zipfile.ZipFile) -> bool:
    manifeste = archive.NameToInfo.get("META-INF/manifest.xml")
    return manifeste is not None and b"encryption-data" in _deplier(archive, manifeste, OCTETS_MAX)


def verifier_classeur(contenu: bytes) -> None:
    """Refuse a zip that is not a plain, bounded workbook."""
    _verifier_fin(contenu)
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            _verifier_entrees(archive)
            _verifier_parties(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        struct.error,
        RuntimeError,
        OSError,
    ) as erreur:
        raise FichierIllisible(Refus.ENDOMMAGE) from erreur


def _verifier_fin(contenu: bytes) -> None:
    """One archive from the first byte to the last, with few entries: read before the directory itself."""
    position = contenu.rfind(FIN_DE_ZIP)
    if position < 0 or position + 22 > len(contenu):
        raise FichierIllisible(Refus.ENDOMMAGE)
    entrees, taille, debut, commentaire = struct.unpack("<10xHIIH", contenu[position : position + 22])
    if entrees > ENTREES_MAX:
        raise FichierIllisible(Refus.TROP_GRAND, DEMESURE)
    if commentaire or position + 22 != len(contenu) or debut + taille != position:
        raise FichierIllisible(Refus.CONTENU)


def _verifier_entrees(archive: zipfile.ZipFile) -> None:
    entrees = archive.infolist()
    noms = [entree.filename for entree in entrees]
    if "mimetype" in noms or "[Content_Types].xml" not in noms or "xl/workbook.xml" not in noms:
        raise FichierIllisible(Refus.FORMAT)
    if len(set(noms)) != len(noms) or min(entree.header_offset for entree in entrees) != 0:
        raise FichierIllisible(Refus.CONTENU)
    for entree in entrees:
        _verifier_nom(entree)
    if sum(1 for nom in noms if FEUILLE.match(nom)) > FEUILLES_MAX:
        raise FichierIllisible(
            Refus.TROP_GRAND, "Le classeur a plus de 30 feuilles. Gardez seulement celles du relevé."
        )


def _verifier_nom(entree: zipfile.ZipInfo) -> None:
    nom = entree.filename
    if entree.flag_bits & 0x1:
        raise FichierIllisible(Refus.PROTEGE)
    if ACTIVES.search(nom) or (nom.endswith(".bin") and not INERTES.match(nom)):
        raise FichierIllisible(Refus.CONTENU)
    if not PERMISES.match(nom) or ".." in nom.split("/") or stat.S_ISLNK(entree.external_attr >> 16):
        raise FichierIllisible(Refus.CONTENU)


def _verifier_parties(archive: zipfile.ZipFile) -> None:
    total = 0
    for entree in archive.infolist():
        partie = _deplier(archive, entree, OCTETS_MAX - total)
        total += len(partie)
        if entree.filename.endswith((".xml", ".rels")):
            _verifier_xml(partie)
        if entree.filename == "[Content_Types].xml" and b"macroEnabled" not in partie and _a_des_macros(archive):
            raise FichierIllisible(Refus.MACROS)
        if FEUILLE.match(entree.filename):
            _verifier_etendue(partie)


def _a_des_macros(archive: zipfile.ZipFile) -> bool:
    """Macros in a workbook that does not say it has some: it lies."""
    return any("vbaProject" in nom for nom in archive.NameToInfo)


def _deplier(archive: zipfile.ZipFile, entree: zipfile.ZipInfo, reste: int) -> bytes:
    """Unpack one part, counting what really comes out."""
    morceaux: list[bytes] = []
    sorti = 0
    with archive.open(entree) as flux:
        while bloc := flux.read(BLOC):
            sorti += len(bloc)
            if sorti > reste or (sorti > PARTIE_SUSPECTE and sorti > RAPPORT_MAX * max(entree.compress_size, 1)):
                raise FichierIllisible(Refus.TROP_GRAND, DEMESURE)
            morceaux.append(bloc)
    return b"".join(morceaux)


def _verifier_xml(partie: bytes) -> None:
    if partie[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in partie[:4]:
        raise FichierIllisible(Refus.CONTENU)
    codage = CODAGE.search(partie[:200])
    if codage and codage[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise FichierIllisible(Refus.CONTENU)
    if ENTITES.search(partie):
        raise FichierIllisible(Refus.CONTENU)


def _verifier_etendue(partie: bytes) -> None:
    """Rows, columns and area of the cells that hold something: a reader allocates the whole rectangle. Up to Z99999,
    none is too much: cells are not looked at one by one."""
    if not LOINTAINE.search(partie):
        return
    cases = CASE_PLEINE.findall(partie)
    derniere_ligne = max((int(numero) for _, numero in cases), default=0)
    derniere_colonne = max((rang_de_colonne(lettres.decode("ascii")) for lettres in {c for c, _ in cases}), default=0)
    if (
        derniere_ligne > LIGNES_MAX
        or derniere_colonne > COLONNES_MAX
        or derniere_ligne * derniere_colonne > SURFACE_MAX
    ):
        raise FichierIllisible(Refus.TROP_GRAND)


def rang_de_colonne(lettres: str) -> int:
    """A = 1, Z = 26, AA = 27."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    return rang


@lru_cache(maxsize=1024)
def lettres_de_colonne(rang: int) -> str:
    """1 = A, 27 = AA."""
    lettres = ""
    while rang > 0:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
