"""The export of hours names the corrections."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from suivi_heures.services.corriger_heure import corriger_heure
from tests.factories.suivi_heures import creer_heure
from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db


def test_l_export_des_heures_nomme_chaque_correction(guichet, contrats, connecter, facilitateur):
    """Which line, why, by whom and when: a signed line is never alone with an empty motive."""
    with dedans(guichet):
        jours = {"du": datetime.date(2026, 3, 1), "au": datetime.date(2026, 3, 31)}
        heure = creer_heure(contrat=contrats["FOFANI"], heures="140", statut="VALIDEE", **jours)
        corriger_heure(heure=heure, heures=Decimal(100), motif="Compteur relu", par=facilitateur)
    texte = (
        connecter(facilitateur)
        .get(reverse("suivi_heures:exporter", args=["HEURES", "csv"]))
        .content.decode("utf-8-sig")
    )
    (ligne,) = [une for une in texte.split("\r\n") if ";-40" in une]
    assert "Correction de la ligne du 01/03/2026 au 31/03/2026, 140\u202fh, saisie le 03/04/2026" in ligne
    assert f": Compteur relu (faite par {facilitateur} le 03/04/2026)." in ligne
