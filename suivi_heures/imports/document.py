"""Is this file what its name says? Type by its first bytes, archives by their content, no macro."""

from __future__ import annotations

import io
import zipfile

from clauses_app.imports.nir import contient_nir

OCTETS_MAX = 10 * 1024 * 1024
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
MEMBRES = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ods": "content.xml"}
ATTENDUS = "PDF, image (PNG, JPEG), Word, Excel ou OpenDocument"


class DocumentIllisible(ValueError):
    """The sentence to show."""


def controler_document(nom: str, contenu: bytes) -> None:
    extension = nom.rpartition(".")[2].lower()
    if extension not in TYPES:
        raise DocumentIllisible(f"Ce type de fichier n’est pas gardé\u00a0: versez un {ATTENDUS}.")
    if not contenu:
        raise DocumentIllisible("Ce fichier est vide\u00a0: choisissez-en un autre.")
    if len(contenu) > OCTETS_MAX:
        raise DocumentIllisible("Ce fichier dépasse 10 Mo\u00a0: réduisez-le, ou versez-le en plusieurs parties.")
    if contient_nir(nom):
        raise DocumentIllisible("Le nom du fichier contient un numéro de sécurité sociale\u00a0: renommez-le.")
    juste = (
        contenu.startswith(SIGNATURES[extension])
        if extension in SIGNATURES
        else _est_bureautique(contenu, MEMBRES[extension])
    )
    if not juste:
        raise DocumentIllisible(
            f"Ce fichier n’est pas un vrai .{extension}\u00a0: ouvrez-le et enregistrez-le de nouveau."
        )


def _est_bureautique(contenu: bytes, membre: str) -> bool:
    """The names only are read: nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            noms = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return False
    return membre in noms and not any(nom.lower().endswith(("vbaproject.bin", ".exe", ".js")) for nom in noms)
