"""The month of a timesheet is the one that carries hours, and each line says its own."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db
TITRES = "Nom;Prénom;Date de naissance;janv. 2026;févr. 2026;mars 2026\n"
FOFANI, DROUOT = "FOFANI;Ibrahim;27/11/1974;{}\n", "DROUOT;Maëlle;03/05/1995;{}\n"


@pytest.fixture
def client(facilitateur, connecter, contrats):
    return connecter(facilitateur)


@pytest.mark.parametrize("vide", ["", "0"])
def test_des_colonnes_sans_heure_ne_donnent_pas_leur_mois_au_releve(guichet, deposer, client, vide):
    """Months as columns, hours only under the last: the timesheet is the one of that month, on every page."""
    releve = deposer(TITRES + FOFANI.format(f"{vide};{vide};100") + DROUOT.format(f"{vide};{vide};90"), nom="h.csv")
    assert releve.mois == datetime.date(2026, 3, 1)
    assert "190\u202fh de mars" in releve.message
    page = client.get(reverse("suivi_heures:releve", args=[releve.pk])).content.decode()
    assert "<h1>Relevé de mars 2026" in page
    assert page.count('data-nom="Période">mars 2026<') == 2
    assert "janvier" not in page.partition("</table>")[0]
    liste = client.get(reverse("suivi_heures:releves")).content.decode()
    assert "mars 2026" in liste
    lignes = client.get(reverse("suivi_heures:releve_lignes", args=[releve.pk]), {"place": "pretes"}).content.decode()
    assert "Ibrahim FOFANI, 100\u202fh, mars 2026" in lignes


def test_plusieurs_mois_portes_sont_tous_dits(guichet, deposer):
    releve = deposer(TITRES + FOFANI.format("20;;100"), nom="h.csv")
    with dedans(guichet):
        assert "120\u202fh de janvier et de mars" in releve.message


def test_la_version_corrigee_du_meme_fichier_reste_reconnue(guichet, deposer):
    """What the file covers is unchanged: only the month it is named after."""
    deposer(TITRES + FOFANI.format(";;100"), nom="h.csv")
    corrige = deposer(TITRES + FOFANI.format(";;112,5"), nom="h bis.csv")
    assert "100\u202fh avant, 112,50\u202fh après" in corrige.message
    assert corrige.lecture["periode"] == {"du": "2026-01-01", "au": "2026-03-31"}
    assert Decimal(corrige.lecture["total_heures_travail"]) == Decimal("112.5")
