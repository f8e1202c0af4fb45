"""The copy that is kept of a file holds no social security number; every other byte stays."""

import io
import struct
import zipfile

import openpyxl
import pytest

from clauses_app.imports.expurgation import expurger_tableur
from clauses_app.imports.expurger import expurger
from clauses_app.imports.nir import contient_nir
from clauses_app.imports.tableur import lire_tableur

TREIZE = "1850578006084"
NIR = f"{TREIZE}{97 - int(TREIZE) % 97:02d}"
SIRET = "49270049700018"


def _cases(contenu: bytes, nom: str) -> list[str]:
    (feuille,) = lire_tableur(contenu, nom).feuilles
    return [texte for ligne in feuille.lignes for texte in ligne.textes().values()]


def _classeur() -> bytes:
    classeur = openpyxl.Workbook()
    feuille = classeur.worksheets[0]
    for ligne in (
        ["Nom", "N° SS", "N° en nombre", "SIRET", "Heures"],
        ["Dupont", f"n° {NIR}", int(NIR), int(SIRET), 120.5],
        ["Martin", NIR[:13], int(NIR[:13]), SIRET, 80],
    ):
        feuille.append(ligne)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _ods() -> bytes:
    cases = (
        f'<table:table-cell office:value-type="float" office:value="{NIR}"><text:p>{NIR}</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="120.5"><text:p>120,5</text:p></table:table-cell>'
    )
    noms = " ".join(
        f'xmlns:{un}="urn:oasis:names:tc:opendocument:xmlns:{un}:1.0"' for un in ("office", "table", "text")
    )
    corps = f'<table:table table:name="M"><table:table-row>{cases}</table:table-row></table:table>'
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {noms}><office:body><office:spreadsheet>'
        f"{corps}</office:spreadsheet></office:body></office:document-content>"
    )
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as ecrit:
        ecrit.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        ecrit.writestr("content.xml", contenu)
    return sortie.getvalue()


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_un_texte_perd_le_numero_et_rien_d_autre(codage):
    texte = f"Prénom;N°;SIRET;Heures\r\nZoé;{NIR};{SIRET};120,50\r\n"
    rendu = expurger_tableur(texte.encode(codage))
    assert rendu is not None
    rendu_lu = rendu.decode(codage)
    assert NIR not in rendu_lu
    assert rendu_lu == texte.replace(NIR, rendu_lu.split(";")[4])


def test_un_classeur_perd_le_numero_ecrit_en_texte_ou_en_nombre():
    avant = _classeur()
    assert lire_tableur(avant, "r.xlsx").porte_un_nir
    rendu = expurger_tableur(avant)
    assert rendu is not None
    apres = lire_tableur(rendu, "r.xlsx")
    assert not apres.porte_un_nir
    textes = _cases(rendu, "r.xlsx")
    assert not any(contient_nir(texte) for texte in textes)
    assert textes.count(SIRET) == 2
    assert {"Dupont", "Martin", "120.5", "80"} <= set(textes)


def test_un_classeur_libre_aussi():
    rendu = expurger_tableur(_ods())
    assert rendu is not None
    assert NIR.encode() not in zipfile.ZipFile(io.BytesIO(rendu)).read("content.xml")
    assert "120.5" in _cases(rendu, "r.ods")


def test_un_ancien_classeur_garde_sa_longueur_et_ses_autres_octets():
    place = bytes(6)
    octets = b"".join(
        [
            *(b"\x03\x02\x0e\x00", place, struct.pack("<d", float(NIR)), b"\xfd\x00"),
            *(b"\x03\x02\x0e\x00", place, struct.pack("<d", float(SIRET)), b"\x00\x01"),
            *(f"Salarie {NIR}".encode(), b"\x01", f"Salarie {NIR}".encode("utf-16-le"), b"\x00\x00"),
        ]
    )
    rendu = expurger(octets, "xls")
    assert len(rendu) == len(octets)
    assert NIR.encode() not in rendu
    assert NIR.encode("utf-16-le") not in rendu
    assert struct.pack("<d", float(NIR)) not in rendu
    assert struct.pack("<d", float(SIRET)) in rendu
    assert rendu.count(b"Salarie") == 1


@pytest.mark.parametrize("contenu", [b"Nom;Heures\nDupont;12\n", _classeur()[:200], b""], ids=["sans", "casse", "vide"])
def test_sans_numero_rien_ne_change_et_un_fichier_casse_n_est_pas_rendu(contenu):
    rendu = expurger_tableur(contenu)
    assert rendu in (None, contenu)
