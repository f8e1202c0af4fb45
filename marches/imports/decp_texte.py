"""Bytes to text, text to rows: the encoding and the separator nobody announces."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator

MARQUES = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATEURS = ";,\t|"
LIGNES_SONDEES = 40
LIGNES_PAR_CASE = 30


def decoder(contenu: bytes) -> tuple[str, str]:
    """(text, encoding): byte order mark, then strict UTF-8, then Windows-1252. Never fails."""
    for marque, encodage in MARQUES:
        if contenu.startswith(marque):
            return contenu.decode(encodage, errors="replace").lstrip("\ufeff"), encodage
    debut = contenu[:2000]
    if debut[1::2].count(0) > len(debut) // 3:
        return contenu.decode("utf-16-le", errors="replace"), "utf-16-le"
    if debut[::2].count(0) > len(debut) // 3:
        return contenu.decode("utf-16-be", errors="replace"), "utf-16-be"
    try:
        # A file cut in the middle of a character stays UTF-8.
        return codecs.getincrementaldecoder("utf-8")().decode(contenu), "utf-8"
    except UnicodeDecodeError:
        return contenu.decode("cp1252", errors="replace"), "cp1252"


def deviner_separateur(lignes: list[str]) -> str:
    """The separator that cuts the first lines in the same number of columns, the most columns winning."""

    def note(separateur: str) -> tuple[float, int]:
        largeurs = Counter(len(ligne.split(separateur)) for ligne in lignes[:LIGNES_SONDEES] if ligne.strip())
        largeurs.pop(1, None)
        if not largeurs:
            return 0.0, 0
        largeur, fois = max(largeurs.items(), key=lambda paire: (paire[1], paire[0]))
        return fois * min(largeur, 12), largeur

    return max(SEPARATEURS, key=note)


def lire_rangees(lignes: list[str], separateur: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells); a quote left open spoils its own line, not the rest of the file."""
    rang = 0
    while rang < len(lignes):
        etendue = _etendue(lignes, rang)
        ouvert = etendue == 0
        texte = "\n".join(lignes[rang : rang + max(etendue, 1)])
        if texte.strip():
            yield rang + 1, _couper(texte, separateur, sans_guillemets=ouvert)
        rang += max(etendue, 1)


def _etendue(lignes: list[str], rang: int) -> int:
    """How many lines the record takes; 0 when its quote is never closed."""
    guillemets = 0
    for suite, ligne in enumerate(lignes[rang : rang + LIGNES_PAR_CASE], start=1):
        guillemets += ligne.count('"')
        if guillemets % 2 == 0:
            return suite
    return 0


def _couper(texte: str, separateur: str, *, sans_guillemets: bool) -> list[str]:
    if '"' not in texte or sans_guillemets:
        return [case.strip().strip('"') for case in texte.split(separateur)]
    try:
        return next(csv.reader([texte], delimiter=separateur))
    except (csv.Error, StopIteration):
        return texte.split(separateur)


def en_lignes(texte: str) -> list[str]:
    """Only real line ends count: `splitlines` would also cut at vertical tabs inside cells."""
    return re.split(r"\r\n|\n|\r", texte)
