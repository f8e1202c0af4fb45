"""Read a workbook that passed the look at its envelope: cells as text, with their kind.

Runs in the confined process.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from clauses_app.imports.tableur_cellules import ERREUR, SANS_VALEUR, Case, lire_feuille
from clauses_app.imports.tableur_enveloppe import FEUILLE, rang_de_colonne
from clauses_app.imports.tableur_masques import lire_masques
from clauses_app.imports.tableur_refus import PHRASES, FichierIllisible, Refus

CASE = re.compile(rb"""<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)""", re.DOTALL)
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
# a formula followed by nothing, or by an empty value
SANS_RESULTAT = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
)
EN_ERREUR = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*\bt\s*=\s*["']e["'][^>]*)>\s*(?:<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*)?"""
    rb"""<(?:\w+:)?v[^>]*>([^<]*)<"""
)
NOMBRE_JUSTE = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\Z")


def lire_classeur(contenu: bytes) -> list[dict[str, Any]]:
    """Sheets in their order, hidden ones said so; only rows that hold something, with their number."""
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(contenu))
        parties = dict(_parties(contenu))
        feuilles = []
        for rang, feuille in enumerate(classeur.sheets_metadata):
            if feuille.typ != SheetTypeEnum.WorkSheet:
                continue
            a_part, masques = _lire_le_reste(contenu, parties.get(feuille.name, ""))
            lignes = lire_feuille(classeur.get_sheet_by_index(rang), a_part)
            visible = feuille.visible == SheetVisibleEnum.Visible
            feuilles.append({"nom": feuille.name, "visible": visible, "lignes": lignes, **masques})
        return feuilles
    except (CalamineError, zipfile.BadZipFile, ValueError, OverflowError) as erreur:
        raise _nommer_la_faute(contenu) from erreur


def _lire_le_reste(contenu: bytes, partie: str) -> tuple[dict[int, list[Case]], dict[str, Any]]:
    """What calamine does not say of a sheet. Its XML is the heaviest thing here: let go before the cells are read."""
    xml = b""
    if partie:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            xml = archive.read(partie)
    return _cases_a_part(xml), lire_masques(xml)


def _feuilles_xml(contenu: bytes) -> Iterator[tuple[str, bytes]]:
    """(name of the sheet, its XML)."""
    for nom, partie in _parties(contenu):
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            yield nom, archive.read(partie)


def _parties(contenu: bytes) -> Iterator[tuple[str, str]]:
    """(name of the sheet, its part): calamine says neither formulas without value nor the cell it refuses."""
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        liens = (
            archive.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in archive.NameToInfo else b""
        )
        cibles = {}
        for lien in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", liens):
            cible = _attribut(lien, b"Target").removeprefix("/xl/").removeprefix("/")
            cibles[_attribut(lien, b"Id")] = f"xl/{cible}"
        for feuille in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", archive.read("xl/workbook.xml")):
            partie = cibles.get(_attribut(feuille, rb"\w+:id"), "")
            if FEUILLE.match(partie) and partie in archive.NameToInfo:
                yield _attribut(feuille, b"name"), partie


def _attribut(balise: bytes, nom: bytes) -> str:
    trouve = re.search(rb"\b" + nom + rb"""\s*=\s*["']([^"']*)["']""", balise)
    texte = trouve[1].decode("utf-8", "replace") if trouve else ""
    for entite, signe in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        texte = texte.replace(entite, signe)
    return texte


def _cases_a_part(partie: bytes) -> dict[int, list[Case]]:
    """Errors, and formulas never computed: calamine says « empty », which would pass for nothing declared."""
    lignes: dict[int, list[Case]] = {}
    couples: list[tuple[bytes, bytes, str]] = []
    if b"<f" in partie or b":f" in partie:  # no formula, no error: the usual case costs a look
        couples += [(attributs, b"", SANS_VALEUR) for attributs in SANS_RESULTAT.findall(partie)]
    if b'"e"' in partie or b"'e'" in partie:
        couples += [(attributs, erreur, ERREUR) for attributs, erreur in EN_ERREUR.findall(partie)]
    for attributs, texte, genre in couples:
        reference = REFERENCE.search(attributs)
        if reference:
            rang = rang_de_colonne(reference[1].decode("ascii"))
            lignes.setdefault(int(reference[2]), []).append((rang, texte.decode("utf-8", "replace"), genre))
    return lignes


def _nommer_la_faute(contenu: bytes) -> FichierIllisible:
    """The reader refuses a whole sheet for one wrong number: say which cell, when it can be found."""
    try:
        for nom, partie in _feuilles_xml(contenu):
            for attributs, interieur in CASE.findall(partie):
                if _est_fausse(attributs, interieur):
                    reference = _attribut(attributs, b"r")
                    debut = f"La case {reference} de la feuille « {nom} » contient une valeur impossible à lire."
                    return FichierIllisible(Refus.CASE, f"{debut} Corrigez-la, puis déposez le fichier à nouveau.")
    except (zipfile.BadZipFile, KeyError, OSError):
        pass
    return FichierIllisible(Refus.ENDOMMAGE, PHRASES[Refus.ENDOMMAGE])


def _est_fausse(attributs: bytes, interieur: bytes) -> bool:
    genre = _attribut(attributs, b"t") or "n"
    valeur = re.search(rb"<(?:\w+:)?v[^>]*>([^<]*)<", interieur)
    if not valeur:
        return False
    texte = valeur[1].strip()
    if genre == "n":
        return not NOMBRE_JUSTE.match(texte) or len(texte) > 40
    return genre == "b" and texte not in {b"0", b"1", b"true", b"false"}
