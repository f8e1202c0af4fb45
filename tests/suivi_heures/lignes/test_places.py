"""Each remark stands at the cell of the value that raises it; each line of a file of several months says its own."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.services.recevoir_releve import recevoir_releve
from tests.suivi_heures.lignes.conftest import RECU

pytestmark = pytest.mark.django_db
DEUX_MOIS = (
    ("Nom", "Prénom", "février 2026", "mars 2026"),
    ("DROUOT", "Maëlle", 140, 254),
    ("OKAFOR", "Grace", 100, 254),
    ("FOFANI", "Ibrahim", "abc", 100),
    ("Total", None, 240, 700),
)
UN_JOUR_FAUX = (
    ("Relevé du mois de mars 2026",),
    ("Nom", "Prénom", "Date", "Heures"),
    ("DROUOT", "Maëlle", datetime.datetime(2026, 3, 2), 7),
    ("DROUOT", "Maëlle", datetime.datetime(2025, 3, 3), 7),
)
UN_BLOC = (
    ("Relevé du mois de mars 2026",),
    ("Salarié :", "OKAFOR Grace"),
    ("Date", "Heures"),
    (datetime.datetime(2026, 3, 2), 7),
    (datetime.datetime(2026, 3, 3), 7),
)


def _classeur(lignes):
    classeur = openpyxl.Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


@pytest.fixture
def deposer_un_classeur(guichet, contrats):
    def _deposer(lignes):
        employeur = contrats["DROUOT"].employeur
        with within_guichet(guichet.pk):
            return recevoir_releve(
                nom_fichier="h.xlsx", contenu=_classeur(lignes), deposant=employeur, recu_le=RECU, par=None
            ).releve

    return _deposer


@pytest.fixture
def annoter(deposer_un_classeur, facilitateur, connecter):
    def _annoter(lignes):
        releve = deposer_un_classeur(lignes)
        rendu = connecter(facilitateur).get(reverse("suivi_heures:releve_annote", args=[releve.pk])).content
        feuille = openpyxl.load_workbook(io.BytesIO(rendu))["Sheet"]
        return {case.coordinate: case.comment.text for rangee in feuille.iter_rows() for case in rangee if case.comment}

    return _annoter


def test_la_remarque_est_dans_la_case_du_mois_qui_la_souleve(annoter):
    """Of a known person and of one nobody knows, of a cell that says no number, of a total."""
    dites = annoter(DEUX_MOIS)
    assert {"D2", "D3", "C4", "D5", "A3"} <= set(dites)
    assert {"C2", "C3", "C5", "A5"}.isdisjoint(dites)
    assert "220" in dites["D3"]
    assert "sans la ligne" not in dites["D5"], "seule la colonne de février porte une case illisible"


def test_une_date_hors_du_mois_se_dit_a_la_date(annoter):
    assert "hors de la période" in annoter(UN_JOUR_FAUX)["C4"]


def test_le_nom_d_un_bloc_se_dit_a_son_titre(annoter):
    dites = annoter(UN_BLOC)
    assert set(dites) == {"B2"}
    assert "ne correspond à cette personne" in dites["B2"]


def test_un_total_n_est_personne(deposer_un_classeur, facilitateur, connecter):
    releve = deposer_un_classeur(DEUX_MOIS)
    page = connecter(facilitateur).get(reverse("suivi_heures:releve", args=[releve.pk])).content.decode()
    assert "Total du fichier" in page
    assert "Personne sans nom" not in page


def test_un_fichier_de_deux_mois_dit_le_mois_de_chaque_ligne(deposer_un_classeur, facilitateur, connecter):
    releve, client = deposer_un_classeur(DEUX_MOIS), connecter(facilitateur)
    for nom in ("releve", "releve_resume"):
        page = client.get(reverse(f"suivi_heures:{nom}", args=[releve.pk])).content.decode()
        assert "février 2026" in page
        assert "mars 2026" in page
    lignes = reverse("suivi_heures:releve_lignes", args=[releve.pk])
    page = client.get(f"{lignes}?place=a_corriger&mois=2026-02").content.decode()
    assert "Filtrer par mois" in page
    assert "abc" in page
    assert "254\u202fh en un mois" not in page, "mars n’est pas montré"
    assert "254\u202fh en un mois" in client.get(f"{lignes}?place=a_corriger&mois=2026-03").content.decode()


def test_un_fichier_d_un_mois_ne_se_filtre_pas(releve, facilitateur, connecter):
    page = connecter(facilitateur).get(reverse("suivi_heures:releve_lignes", args=[releve.pk])).content.decode()
    assert "Filtrer par mois" not in page
