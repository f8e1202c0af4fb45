"""« Vérifier mon fichier » says what would be understood, and keeps nothing of it."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ADRESSE = "/verifier-un-fichier/"
LIGNES = "Nom;Prénom;Date;Heures\nZORGLUB;Éloïse;02/03/2026;7,5\nZORGLUB;Éloïse;03/03/2026;abc\n"


@pytest.fixture(autouse=True)
def _sans_compteur(db):
    cache.clear()


def envoyer(contenu, nom="relevé de Zorglub.csv"):
    return Client().post(ADRESSE, {"fichier": SimpleUploadedFile(nom, contenu)})


def test_ce_qui_serait_compris_est_dit_avec_ses_fautes():
    page = envoyer(LIGNES.encode())
    assert page.status_code == 200
    for attendu in ("Éloïse", "7,5", "mars 2026", "Nom", "Ligne 3"):
        assert attendu in page.text, attendu


def test_rien_n_en_est_garde(caplog, capfd):
    """Neither in the database nor in the logs, even when the reading fails."""
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        envoyer(LIGNES.encode())
        envoyer(b"PK\x03\x04zorglub")
    ecrites = [r["sql"] for r in requetes if not r["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not ecrites
    assert "zorglub" not in (caplog.text + "".join(capfd.readouterr())).lower()


def test_un_fichier_illisible_dit_quoi_faire():
    page = envoyer(b"PK\x03\x04zorglub", "releve.xlsx")
    assert page.status_code == 422
    assert "Ce fichier ne se lit pas" in page.text


def test_trop_gros_ou_trop_souvent():
    assert envoyer(b"a;b\n" * (3 * 1024 * 1024)).status_code == 422
    assert [envoyer(LIGNES.encode()).status_code for _ in range(7)] == [200] * 6 + [429]


def test_une_colonne_de_chantier_n_efface_pas_les_heures_du_fichier():
    """The page knows no contract: a site that it cannot recognise is no reason to read nobody."""
    lignes = "Nom;Prénom;Chantier;Mois;Heures\nZORGLUB;Éloïse;École Jean-Macé;mars 2026;75\n"
    page = envoyer(lignes.encode())
    assert "75\u202fh" in page.text
    assert "Éloïse" in page.text
    assert "autre chantier" not in page.text


def test_les_colonnes_sont_dites_en_francais():
    page = envoyer("Nom;Prénom;Date de naissance;Mois;Heures\nZORGLUB;Éloïse;01/02/1990;mars 2026;75\n".encode())
    for attendu in (": Prénom", ": Date de naissance", ": Heures travaillées"):
        assert attendu in page.text, attendu
    assert ": prenom" not in page.text


def test_une_heure_negative_s_ecrit_avec_son_signe_moins():
    page = envoyer("Nom;Prénom;Mois;Heures\nZORGLUB;Éloïse;mars 2026;-7\n".encode())
    assert "régularisation de \u22127\u202fh" in page.text
