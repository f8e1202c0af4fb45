"""The summary of an import: every hour of the file is in one figure, and the figures agree with each other."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from suivi_heures.models import Heure
from suivi_heures.services.valider_releve import valider_releve
from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db
TITRES = "Nom;Prénom;Date de naissance;Heures travaillées\n"
FOFANI, BENCHERIF = "FOFANI;Ibrahim;27/11/1974;{}\n", "BENCHERIF;Yacine;14/02/1991;{}\n"


@pytest.fixture
def client(facilitateur, connecter, contrats):
    return connecter(facilitateur)


def _lire(client, nom, releve):
    return client.get(reverse(f"suivi_heures:{nom}", args=[releve.pk])).content.decode()


def test_un_import_valide_dit_pourquoi_il_ne_s_annule_plus_et_quoi_faire(guichet, deposer, client, facilitateur):
    """As long as nothing is decided the gesture is there; then its place says why, since when, by whom, and where."""
    releve = deposer(TITRES + FOFANI.format(100))
    assert "Annuler l’import</a>" in _lire(client, "releve_lignes", releve)
    assert "Annuler l’import</button>" in _lire(client, "releve_resume", releve)
    with dedans(guichet):
        valider_releve(releve=releve, par=facilitateur)
        lot = Heure.objects.get(releve_id=releve.pk).lot_id
    lignes = _lire(client, "releve_lignes", releve)
    assert "Pourquoi l’import ne s’annule plus</a>" in lignes
    assert "Annuler l’import</a>" not in lignes
    assert f"{reverse('suivi_heures:releve_resume', args=[releve.pk])}#annuler" in lignes
    resume = _lire(client, "releve_resume", releve)
    section = resume.partition('id="annuler"')[2].partition("</section>")[0]
    assert f"décidées depuis le 03/04/2026, par {facilitateur}" in section
    assert "déposez le fichier corrigé" in section
    assert f"{reverse('suivi_heures:grille', args=[lot])}?de=2026-03" in section
    assert "<button" not in section
