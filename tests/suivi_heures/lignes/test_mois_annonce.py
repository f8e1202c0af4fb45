"""A month is announced when somebody said it; else it is supposed, and every door says so alike."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from suivi_heures.imports.releve.periode_fichier import MOIS_SUPPOSE
from suivi_heures.models import RecuDepot, ReleveHeures
from suivi_heures.services.annuler_import import annuler_import
from suivi_heures.services.delivrer_recu import delivrer_recu
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.refaire_import import refaire_import
from tests.suivi_heures.lignes.conftest import dedans

pytestmark = pytest.mark.django_db
MARS = datetime.date(2026, 3, 1)
CONTENU = "Nom;Prénom;Date de naissance;Heures travaillées\nFOFANI;Ibrahim;27/11/1974;100\n"


def _preuve(releve):
    return releve.lecture["lecture"]["periode_lue"]["parce_que"]


@pytest.mark.parametrize("annonce", [True, False])
def test_le_recu_ne_dit_annonce_que_ce_qui_l_a_ete(guichet, contrats, client, annonce):
    with dedans(guichet):
        entreprise = contrats["FOFANI"].employeur
        releve = deposer_releve(
            entreprise=entreprise,
            mois=MARS,
            nom_fichier="heures.csv",
            contenu=CONTENU.encode(),
            par=None,
            mois_annonce=annonce,
        ).releve
        code = delivrer_recu(releve=releve).code
        lu = lire_releve(releve=releve)
        assert _preuve(lu) == ("mois annoncé au dépôt" if annonce else MOIS_SUPPOSE)
    page = client.get(reverse("suivi_heures:recu", args=[code])).content.decode()
    assert ("Mois annoncé" in page) == annonce


def test_la_page_du_portail_propose_un_mois_et_n_annonce_rien(guichet, contrats, entreprise, connecter, client):
    """The hidden field is what the page proposed, not a word of the person."""
    fichier = SimpleUploadedFile("heures.csv", CONTENU.encode())
    connecter(entreprise).post(reverse("suivi_heures:portail_deposer"), {"fichier": fichier, "mois": "2026-03"})
    with dedans(guichet):
        assert ReleveHeures.objects.get().mois_annonce is None
        code = RecuDepot.objects.get().code
    assert "Mois annoncé" not in client.get(reverse("suivi_heures:recu", args=[code])).content.decode()


def test_la_commande_dit_la_meme_cause_et_la_relecture_aussi(guichet, contrats, facilitateur, tmp_path, capsys):
    with dedans(guichet):
        code = contrats["FOFANI"].employeur.ref
    fichier = tmp_path / "heures.csv"
    fichier.write_text(CONTENU, encoding="utf-8")
    call_command(
        "importer_releve",
        str(fichier),
        "--guichet",
        guichet.code,
        "--deposant",
        code,
        "--recu-le",
        "2026-04-03",
        "--json",
    )
    lu = json.loads(capsys.readouterr().out)
    assert lu["lecture"]["periode_lue"]["parce_que"] == MOIS_SUPPOSE
    with dedans(guichet):
        releve = ReleveHeures.objects.get()
        annuler_import(releve=releve, par=facilitateur)
        refait = refaire_import(releve=releve, par=facilitateur)
        assert (_preuve(refait), refait.mois) == (MOIS_SUPPOSE, MARS)
