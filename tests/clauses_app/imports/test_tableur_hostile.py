"""Workbooks made to harm: each is refused at the envelope, by its own reason."""

import io
import zipfile

import openpyxl
import pytest

from clauses_app.imports.tableur_classeur import lire_classeur
from clauses_app.imports.tableur_enveloppe import lettres_de_colonne, rang_de_colonne, verifier_classeur
from clauses_app.imports.tableur_refus import FichierIllisible, Refus

FEUILLE = "xl/worksheets/sheet1.xml"
LIGNE = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def _sain():
    sortie = io.BytesIO()
    classeur = openpyxl.Workbook()
    classeur.active.append(["a", 1])
    classeur.save(sortie)
    return sortie.getvalue()


def _refaire(remplacees=None, ajoutees=None):
    """The healthy workbook, with some parts replaced or added."""
    sortie = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_sain())) as avant,
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as apres,
    ):
        for nom in avant.namelist():
            apres.writestr(nom, (remplacees or {}).get(nom, avant.read(nom)))
        for nom, contenu in (ajoutees or {}).items():
            apres.writestr(nom, contenu)
    return sortie.getvalue()


def _code(contenu):
    with pytest.raises(FichierIllisible) as refus:
        verifier_classeur(contenu)
    return refus.value.code


def test_un_classeur_sain_passe():
    verifier_classeur(_sain())
    verifier_classeur(_refaire(ajoutees={"xl/printerSettings/printerSettings1.bin": b"\0"}))


@pytest.mark.parametrize(
    ("ajoutees", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, Refus.MACROS),
        ({"xl/embeddings/oleObject1.bin": b"x"}, Refus.CONTENU),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, Refus.CONTENU),
        ({"xl/activeX/activeX1.xml": b"<a/>"}, Refus.CONTENU),
        ({"xl/../../etc/passwd": b"x"}, Refus.CONTENU),
        ({"ailleurs.txt": b"x"}, Refus.CONTENU),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, Refus.FORMAT),
        ({f"xl/worksheets/sheet{n}.xml": b"<a/>" for n in range(2, 40)}, Refus.TROP_GRAND),
        ({f"xl/theme/t{n}.xml": b"<a/>" for n in range(320)}, Refus.TROP_GRAND),
        ({"xl/media/image1.png": b"\0" * 3_000_000}, Refus.TROP_GRAND),
    ],
)
def test_une_piece_de_trop_est_refusee(ajoutees, code):
    assert _code(_refaire(ajoutees=ajoutees)) == code


@pytest.mark.parametrize(
    ("partie", "code"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', Refus.CONTENU),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', Refus.CONTENU),
        ("<a/>".encode("utf-16"), Refus.CONTENU),
        (LIGNE.format('<row r="1"><c r="XFD1048576"><v>1</v></c></row>').encode(), Refus.TROP_GRAND),
        (LIGNE.format('<row r="1"><c r="ALL2"><v>1</v></c></row>').encode(), Refus.TROP_GRAND),
        (LIGNE.format('<row r="1"><c r="IV90000"><v>1</v></c></row>').encode(), Refus.TROP_GRAND),
    ],
)
def test_une_feuille_piegee_est_refusee(partie, code):
    assert _code(_refaire({FEUILLE: partie})) == code


def test_une_case_vide_au_loin_ne_gene_pas():
    verifier_classeur(_refaire({FEUILLE: LIGNE.format('<row r="1"><c r="XFD1048576" s="1"/></row>').encode()}))


def test_une_archive_cousue_a_autre_chose_est_refusee():
    assert _code(b"<html>" + _sain()) == Refus.CONTENU
    assert _code(_sain() + b"<html>") == Refus.CONTENU
    assert _code(_sain()[:-40]) in {Refus.ENDOMMAGE, Refus.CONTENU}


def test_une_taille_menteuse_est_vue():
    contenu = bytearray(_sain())
    position = contenu.find(b"PK\x01\x02")
    contenu[position + 24 : position + 28] = (5).to_bytes(4, "little")
    assert _code(bytes(contenu)) == Refus.ENDOMMAGE


@pytest.mark.parametrize(
    "case",
    [
        '<c r="B7"><v>NaN</v></c>',
        f'<c r="B7"><v>{"9" * 5000}</v></c>',
        '<c r="B7" t="b"><v>peut-etre</v></c>',
    ],
)
def test_une_case_impossible_est_nommee(case):
    contenu = _refaire({FEUILLE: LIGNE.format(f'<row r="7">{case}</row>').encode()})
    with pytest.raises(FichierIllisible, match="case B7") as refus:
        lire_classeur(contenu)
    assert refus.value.code == Refus.CASE


def test_une_erreur_de_formule_garde_son_nom():
    case = '<c r="B7" t="e"><f>A1</f><v>#REF!</v></c>'
    lignes = lire_classeur(_refaire({FEUILLE: LIGNE.format(f'<row r="7">{case}</row>').encode()}))[0]["lignes"]
    assert lignes == [(7, [(2, "#REF!", "erreur")])]


def test_les_colonnes_ont_leurs_lettres():
    assert [lettres_de_colonne(rang) for rang in (1, 26, 27, 256)] == ["A", "Z", "AA", "IV"]
    assert rang_de_colonne("IV") == 256
