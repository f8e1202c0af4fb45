"""Take the social security numbers out of somebody's file, whose other bytes stay what they are.

The product never keeps such a number (decree 2019-341): it is read nowhere, and leaves the copy that is kept.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from decimal import Decimal

from clauses_app.imports.nir import contient_nir, masquer_nir

# text between two tags, or the value of a cell; numbers may be written 1.87097512345678E14
_TEXTE = re.compile(r">([^<>]{13,})<")
_VALEUR = re.compile(r"(<(?:\w+:)?v>|office:value=\")(\d[\d.]{12,}(?:E\+?\d\d)?)(?=[\"<])")
_DOUBLE = re.compile(rb"\x03\x02\x0e\x00(.{6})(.{8})", re.DOTALL)  # NUMBER record of a .xls: place, value
_SUITE = re.compile(rb"[\x20-\x7e]{13,}|(?:[\x20-\x7e]\x00){13,}")  # text of a .xls, on one byte or two
_DERNIER = 10**15


def expurger(contenu: bytes, forme: str) -> bytes:
    """`forme`: what the envelope said, « xlsx », « xls », « ods » or « csv ». In a workbook a masked number is 0."""
    if forme == "csv":
        return _expurger_texte(contenu)
    return _expurger_xls(contenu) if forme == "xls" else _expurger_zip(contenu)


def _expurger_texte(contenu: bytes) -> bytes:
    for codage in ("utf-16",) if contenu[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "latin-1"):
        try:
            return masquer_nir(contenu.decode(codage)).encode(codage)
        except UnicodeError:
            continue
    return contenu


def _expurger_zip(contenu: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as lu, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for partie in lu.infolist():
            octets = lu.read(partie)
            if partie.filename.endswith(".xml"):
                octets = _expurger_xml(octets)
            ecrit.writestr(partie, octets)
    return sortie.getvalue()


def _expurger_xml(octets: bytes) -> bytes:
    try:
        texte = octets.decode("utf-8")
    except UnicodeError:
        return octets
    texte = _VALEUR.sub(lambda un: f"{un[1]}0" if _est_un_nir(un[2]) else un[0], texte)
    return _TEXTE.sub(lambda un: f">{masquer_nir(un[1])}<", texte).encode()


def _est_un_nir(ecrit: str) -> bool:
    valeur = Decimal(ecrit) if ecrit.count(".") < 2 else Decimal(0)
    return valeur < _DERNIER and valeur == int(valeur) and contient_nir(str(int(valeur)))


def _expurger_xls(contenu: bytes) -> bytes:
    """In place, at the same length: nothing of an old workbook may move."""
    contenu = _DOUBLE.sub(_masquer_double, contenu)
    return _SUITE.sub(_masquer_suite, contenu)


def _masquer_double(trouve: re.Match[bytes]) -> bytes:
    (valeur,) = struct.unpack("<d", trouve[2])
    entier = int(valeur) if 0 < valeur < _DERNIER else 0
    return trouve[0][:-8] + bytes(8) if entier == valeur and contient_nir(str(entier)) else trouve[0]


def _masquer_suite(trouve: re.Match[bytes]) -> bytes:
    codage = "utf-16-le" if b"\x00" in trouve[0] else "ascii"
    texte = trouve[0].decode(codage)
    if not contient_nir(texte):
        return trouve[0]
    return re.sub(r"\d", "X", texte).encode(codage)
