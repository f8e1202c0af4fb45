"""The sender's own file comes back with the remarks in its cells, and nothing else of it changed."""

import datetime
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from clauses_app.imports.annotation import annoter_tableur
from clauses_app.imports.tableur import lire_tableur
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.services.recevoir_releve import recevoir_releve
from tests.suivi_heures.lignes.conftest import FICHIER, RECU

pytestmark = pytest.mark.django_db
DONNEES = Path(__file__).parents[2] / "donnees"
LIBREOFFICE = shutil.which("soffice")
EXTERIEURS = ("fastexcel_tables.xlsx", "poi_SimpleMacro.xlsm", "calamine_date_1904.xlsx")
CLASSEURS = [
    *sorted((DONNEES / "releves" / "fichiers").glob("F0[12459]*.xlsx")),
    *(
        DONNEES / "tableurs" / nom
        for nom in ("fastexcel_tables.xlsx", "poi_SimpleMacro.xlsm", "calamine_date_1904.xlsx")
    ),
]


def _classeur(formule=None):
    """The rows of the other tests as a company's workbook, with a formula and a style of its own."""
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    feuille.title = "Mars & avril"
    for ligne in FICHIER.strip().splitlines():
        feuille.append([int(texte) if texte.isdecimal() else texte for texte in ligne.split(";")])
    for rang in range(2, feuille.max_row + 1):
        jour = feuille[f"C{rang}"]
        jour.value = datetime.datetime.strptime(jour.value, "%d/%m/%Y")  # noqa: DTZ007
        jour.number_format = "dd/mm/yyyy"
    feuille["F1"] = formule
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


@pytest.fixture
def rendre(guichet, contrats, facilitateur, connecter):
    def _rendre(contenu, nom):
        with within_guichet(guichet.pk):
            releve = recevoir_releve(
                nom_fichier=nom,
                contenu=contenu,
                deposant=contrats["DROUOT"].employeur,
                recu_le=RECU,
                par=None,
            ).releve
        reponse = connecter(facilitateur).get(reverse("suivi_heures:releve_annote", args=[releve.pk]))
        assert reponse["Content-Disposition"].startswith("attachment")
        return reponse.content

    return _rendre


def test_chaque_remarque_est_dans_sa_case_et_le_reste_est_intact(rendre):
    contenu = _classeur()
    rendu = rendre(contenu, "heures mars 2026.xlsx")
    avant, apres = (lire_tableur(octets, "x.xlsx").feuilles for octets in (contenu, rendu))
    assert [[list(une.brutes) for une in feuille.lignes] for feuille in avant] == [
        [list(une.brutes) for une in feuille.lignes] for feuille in apres[:-1]
    ]
    assert apres[-1].nom == "Remarques du guichet"
    feuille = openpyxl.load_workbook(io.BytesIO(rendu))["Mars & avril"]
    assert "ne correspond à cette personne" in feuille["A3"].comment.text
    assert "n’est pas un nombre d’heures" in feuille["D7"].comment.text
    assert "au-delà de 220" in feuille["D5"].comment.text
    assert "identique à la ligne 2" in feuille["A6"].comment.text
    assert feuille["D7"].fill.fgColor.rgb == "FFFBE8E3"
    assert feuille["C3"].number_format == "dd/mm/yyyy"
    assert feuille["D2"].comment is None


def test_le_fichier_rendu_puis_renvoye_n_ajoute_rien(rendre, guichet, contrats):
    rendu = rendre(_classeur(), "heures mars 2026.xlsx")
    with within_guichet(guichet.pk):
        recu = recevoir_releve(
            nom_fichier="heures mars 2026_lu.xlsx",
            contenu=rendu,
            deposant=contrats["DROUOT"].employeur,
            recu_le=RECU,
            par=None,
        )
    assert "FICHIER_DEJA_RECU" in {une.code for une in recu.lu.anomalies}


def test_un_csv_revient_en_classeur_avec_une_colonne_et_sans_formule(rendre):
    rendu = rendre(FICHIER.replace("OKAFOR", "=1+1").encode(), "heures mars 2026.csv")
    feuille = openpyxl.load_workbook(io.BytesIO(rendu)).worksheets[0]
    assert feuille["E1"].value == "Remarques du guichet"
    assert "ne correspond à cette personne" in feuille["E3"].value
    assert (feuille["A8"].value, feuille["A8"].data_type) == ("=1+1", "s")
    assert feuille["D5"].value == "254"


@pytest.mark.parametrize("chemin", CLASSEURS, ids=lambda chemin: chemin.name[:20])
def test_un_classeur_de_l_exterieur_garde_ses_valeurs_et_perd_ses_macros(chemin):
    contenu = chemin.read_bytes()
    avant = lire_tableur(contenu, chemin.name).feuilles
    remarque = {"cellule": "A1", "texte": '=cmd|" /C" & <b>', "grave": True}
    rendu = annoter_tableur(
        contenu, remarques={avant[0].nom: [remarque]}, resume=[["=1+1", "@SUM"]], titre="Remarques du guichet"
    )
    apres = lire_tableur(rendu, "x.xlsx").feuilles
    assert [feuille.lignes for feuille in apres[:-1]] == [feuille.lignes for feuille in avant]
    assert [texte for _, texte, genre in apres[-1].lignes[0].brutes if genre == "texte"] == ["=1+1", "@SUM"]
    with zipfile.ZipFile(io.BytesIO(rendu)) as archive:
        assert not any("vba" in nom for nom in archive.namelist())
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")
    assert openpyxl.load_workbook(io.BytesIO(rendu)).worksheets[0]["A1"].comment.text == remarque["texte"]


@pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice absent (apt-get install libreoffice-calc-nogui)")
@pytest.mark.parametrize("chemin", [None, *CLASSEURS], ids=lambda chemin: chemin.name[:20] if chemin else "classeur")
def test_libreoffice_ouvre_le_fichier_annote_avec_ses_valeurs_et_ses_remarques(chemin, tmp_path):
    """The other spreadsheet of the trade, on our own output: nothing to repair, nothing lost on the way."""
    contenu = chemin.read_bytes() if chemin else _classeur(formule="=SUM(D2:D3)")
    avant = lire_tableur(contenu, "x.xlsx").feuilles
    remarque = {"cellule": "A1", "texte": "Personne <inconnue> & à préciser", "grave": True}
    rendu = annoter_tableur(
        contenu, remarques={avant[0].nom: [remarque]}, resume=[["Ligne 3", "inconnue"]], titre="Remarques du guichet"
    )
    (tmp_path / "annote.xlsx").write_bytes(rendu)
    fait = subprocess.run(
        [
            *(LIBREOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profil"),
            *("--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "annote.xlsx")),
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (tmp_path / "annote.ods").exists(), fait.stdout + fait.stderr
    with zipfile.ZipFile(tmp_path / "annote.ods") as archive:
        texte = archive.read("content.xml").decode()
    assert "Personne &lt;inconnue&gt; &amp; à préciser" in texte
    apres = lire_tableur((tmp_path / "annote.ods").read_bytes(), "x.ods").feuilles
    assert (len(apres), apres[-1].nom) == (len(avant) + 1, "Remarques du guichet")
    ecrits = [{une.texte for une in _textes(feuille)} for feuille in avant]
    relus = [{une.texte for une in _textes(feuille)} for feuille in apres]
    assert [perdus for mots, lus in zip(ecrits, relus, strict=False) if (perdus := mots - lus)] == []


def _textes(feuille):
    """What is written in letters; dates and numbers are displayed by each program in its own way."""
    cellules = [ligne.cellule(rang) for ligne in feuille.lignes for rang in ligne.textes()]
    return [une for une in cellules if une.genre == "texte"]


@pytest.mark.parametrize("nom", ["poi_poc-xmlbomb.xlsx", "msoffcrypto_example_password.xlsx", "too_small.xls"])
def test_ce_qui_ne_s_ouvre_pas_sans_risque_n_est_pas_annote(nom):
    trouve = next((DONNEES / "tableurs").glob(f"*{nom}"))
    assert annoter_tableur(trouve.read_bytes(), remarques={}, resume=[], titre="x") is None
