"""A spreadsheet is read cell by cell, or refused with one sentence; nothing of it survives the reader."""

import contextlib
import datetime
import io
import pathlib
import random

import openpyxl
import pytest

from clauses_app.imports.tableur import Genre, lire_tableur
from clauses_app.imports.tableur_refus import PHRASES, FichierIllisible, Refus

CORPUS = pathlib.Path(__file__).parents[2] / "donnees" / "tableurs"


def _classeur(*lignes):
    classeur = openpyxl.Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _refus(contenu, nom):
    with pytest.raises(FichierIllisible) as refus:
        lire_tableur(contenu, nom)
    assert refus.value.phrase.endswith((".", "fermé."))
    return refus.value.code


@pytest.mark.parametrize(
    ("nom", "code"),
    [
        ("SYNTH_cellule_CV1048576.xlsx", Refus.TROP_GRAND),
        ("SYNTH_cellule_XFD1048576.xlsx", Refus.TROP_GRAND),
        ("calamine_too_small.xls", Refus.FORMAT),
        ("msoffcrypto_example_password.xlsx", Refus.PROTEGE),
        ("poi_poc-xmlbomb.xlsx", Refus.CONTENU),
        ("poi_protected_passtika.xlsx", Refus.PROTEGE),
        ("poi_poc-shared-strings.xlsx", Refus.CONTENU),
        ("sheetjs_1904.xlsb", Refus.FORMAT),
        ("sheetjs_Attendance.numbers", Refus.FORMAT),
        ("sheetjs_merge_cells.xls.xml", Refus.FORMAT),
    ],
)
def test_un_fichier_piege_est_refuse_avec_sa_phrase(nom, code):
    assert _refus((CORPUS / nom).read_bytes(), nom) == code


@pytest.mark.parametrize(
    ("nom", "ligne", "colonne", "texte", "genre"),
    [
        ("calamine_date_1904.xlsx", 1, 1, "2021-01-01", Genre.DATE),
        ("calamine_date_iso.xlsx", 2, 1, "2021-01-01 10:10", Genre.DATE),
        ("calamine_number_rows_repeated.ods", 3, 1, "C", Genre.TEXTE),
        ("calamine_xls_wrong_decimals.xls", 1, 1, "0.525625", Genre.NOMBRE),
        ("poi_1904DateWindowing.xls", 1, 1, "2000-01-01", Genre.DATE),
        ("calamine_has_x000D_.xlsx", 1, 1, "ABC\nDEF", Genre.TEXTE),
        ("fastexcel_tables.xlsx", 6, 2, "FirstName", Genre.TEXTE),
        ("frictionless_doublequote.csv", 2, 2, "Administración Nacional de Educación Pública", Genre.TEXTE),
        ("frictionless_accent.csv", 1, 3, "n_enseigne", Genre.TEXTE),
        ("frictionless_merged-cells.xlsx", 1, 1, "data", Genre.TEXTE),
        ("frictionless_multiline-headers.xlsx", 4, 3, "from previous quarter", Genre.TEXTE),
    ],
)
def test_un_fichier_tordu_est_lu_a_sa_place(nom, ligne, colonne, texte, genre):
    feuille = lire_tableur((CORPUS / nom).read_bytes(), nom).visibles[0]
    cellule = next(une for une in feuille.lignes if une.numero == ligne).cellule(colonne)
    assert (cellule.texte, cellule.genre) == (texte, genre)


def test_les_feuilles_masquees_sont_dites_masquees():
    classeur = lire_tableur((CORPUS / "poi_TwoSheetsOneHidden.xlsx").read_bytes(), "a.xlsx")
    assert [(feuille.nom, feuille.visible) for feuille in classeur.feuilles] == [("Sheet1", False), ("Sheet2", True)]


def test_les_heures_et_les_durees_gardent_leur_ecriture():
    contenu = _classeur(["x", 151.67, datetime.timedelta(hours=151, minutes=40), datetime.time(7, 30), 154.0])
    ligne = lire_tableur(contenu, "a.xlsx").feuilles[0].lignes[0]
    assert list(ligne.textes().values()) == ["x", "151.67", "151:40", "7:30", "154"]
    assert ligne.cellule(3).reference == "C1"
    assert ligne.cellule(3).genre == Genre.DUREE


def test_une_formule_jamais_calculee_n_est_pas_un_zero():
    ligne = lire_tableur(_classeur(["a", "=1+1"]), "a.xlsx").feuilles[0].lignes[0]
    assert ligne.cellule(2).genre == Genre.SANS_VALEUR


def test_un_csv_de_tableur_francais_est_lu():
    contenu = 'Nom;Heures\r\nLÉA;151,67\r\n\r\n"Martin; fils";35\r\n'.encode("cp1252")
    feuille = lire_tableur(contenu, "r.csv").feuilles[0]
    assert [(ligne.numero, list(ligne.textes().values())) for ligne in feuille.lignes] == [
        (1, ["Nom", "Heures"]),
        (2, ["LÉA", "151,67"]),
        (4, ["Martin; fils", "35"]),
    ]


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_le_codage_d_un_csv_se_trouve(codage):
    feuille = lire_tableur("Prénom\tHeures\nZoé\t7,5\n".encode(codage), "r.txt").feuilles[0]
    assert feuille.lignes[1].texte(1) == "Zoé"


@pytest.mark.parametrize(
    ("contenu", "nom", "code"),
    [
        pytest.param(b"", "a.csv", Refus.VIDE, id="vide"),
        pytest.param(b"\xef\xbb\xbf \r\n", "a.csv", Refus.VIDE, id="blancs"),
        pytest.param(b"%PDF-1.7 ...", "a.csv", Refus.FORMAT, id="pdf renomme"),
        pytest.param(b"a;b\x00c\n", "a.csv", Refus.FORMAT, id="binaire"),
        pytest.param(b'a;"b\n' + b"x" * 70_000, "a.csv", Refus.ENDOMMAGE, id="guillemet ouvert"),
        pytest.param(b"a;b\n" * 100_001, "a.csv", Refus.TROP_GRAND, id="trop de lignes"),
        pytest.param(b";" * 300 + b"\n", "a.csv", Refus.TROP_GRAND, id="trop de colonnes"),
        pytest.param(b"PK\x03\x04", "a.xlsx", Refus.ENDOMMAGE, id="tronque"),
        pytest.param(b"texte", "a.xlsx", Refus.FORMAT, id="texte nomme xlsx"),
        pytest.param(b"x" * (10 * 1024 * 1024 + 1), "a.csv", Refus.TROP_LOURD, id="trop lourd"),
    ],
)
def test_un_contenu_impossible_est_refuse(contenu, nom, code):
    assert _refus(contenu, nom) == code


def test_un_classeur_nomme_csv_est_dit_tel():
    assert _refus(_classeur(["a"]), "releve.csv") == Refus.FORMAT


def test_chaque_refus_a_sa_phrase():
    assert set(PHRASES) == set(Refus)


def test_un_fichier_abime_au_hasard_n_abime_rien():
    sain = _classeur(*([f"nom {n}", n * 1.5, "=A1"] for n in range(40)))
    hasard = random.Random(42)
    for _ in range(12):
        abime = bytearray(sain)
        for _ in range(hasard.randint(1, 30)):
            abime[hasard.randrange(len(abime))] = hasard.randrange(256)
        with contextlib.suppress(FichierIllisible):
            assert lire_tableur(bytes(abime), "a.xlsx").forme == "xlsx"
