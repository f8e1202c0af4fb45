"""A file may hold words of thousands of letters: the pages that show it keep the width of the screen."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings as reglages
from django.urls import reverse
from playwright.sync_api import sync_playwright

from beneficiaires.models import Beneficiaire
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import LigneReleve
from suivi_heures.services.recevoir_releve import recevoir_releve
from tests.parcours.controles import deborde
from tests.suivi_heures.lignes.conftest import RECU

pytestmark = [pytest.mark.django_db, pytest.mark.navigateur]
SITE = "http://127.0.0.1:1"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
MOT = "W" * 3_000
LIGNES = (
    (f"Relevé de février et mars 2026 {MOT}",),
    ("Nom", "Prénom", "février 2026", "mars 2026", f"Note{'X' * 50}"),
    (MOT, "Jean", 100, 254, MOT),
    (f"DUPONT{MOT}", MOT, f"abc{MOT}", 120, None),
    ("DROUOT", "Maëlle", 140, 254, None),
    (f"Total{'_' * 300}", None, 200, 400, None),
)


@pytest.fixture
def pages(guichet, contrats, facilitateur, entreprise, connecter):
    """As the staff and as the company see them."""
    classeur = openpyxl.Workbook()
    classeur.active.title = "M" * 31
    for ligne in LIGNES:
        classeur.active.append(ligne)
    sortie = io.BytesIO()
    classeur.save(sortie)
    with within_guichet(guichet.pk):
        personne = contrats["DROUOT"].beneficiaire
        longueur = Beneficiaire._meta.get_field("nom").max_length
        releve = recevoir_releve(
            nom_fichier=f"Heures_{'A' * 200}.xlsx",
            contenu=sortie.getvalue(),
            deposant=contrats["DROUOT"].employeur,
            recu_le=RECU,
            par=None,
        ).releve
        assert LigneReleve.objects.filter(releve=releve).count() > 4
        Beneficiaire.objects.filter(pk=personne.pk).update(nom="W" * longueur, prenom="M" * longueur)
    pages = {}
    for adhesion, noms in (
        (facilitateur, ("releve", "releve_lignes", "releve_resume", "releve_colonnes")),
        (entreprise, ("portail_releve", "portail_lignes", "portail_colonnes")),
    ):
        client = connecter(adhesion)
        adresses = [reverse(f"suivi_heures:{nom}", args=[releve.pk]) for nom in noms]
        adresses += (
            [reverse("suivi_heures:releves"), reverse("beneficiaires:liste")] if adhesion == facilitateur else []
        )
        for adresse in adresses:
            reponse = client.get(adresse, {"onglet": "tous"})
            assert reponse.status_code == 200, adresse
            pages[adresse] = reponse.content.decode()
    assert any("WWW" in page for page in pages.values())
    assert all("W" * 200 not in page for page in pages.values()), "un mot de trois mille lettres est coupé à la lecture"
    return pages


def test_un_mot_de_trois_mille_lettres_n_elargit_aucune_page(pages):
    fautes: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        onglet = chromium.new_page()
        onglet.route("**/*", lambda route: _servir(route, pages))
        for adresse in pages:
            onglet.goto(f"{SITE}{adresse}")
            for largeur in (1440, 390):
                fautes += deborde(onglet, largeur)
        chromium.close()
    assert fautes == []


def _servir(route, pages):
    chemin = route.request.url.removeprefix(SITE).split("?")[0]
    if chemin.startswith("/static/"):
        fichier = Path(reglages.BASE_DIR) / chemin.lstrip("/")
        route.fulfill(body=fichier.read_bytes(), content_type=TYPES[fichier.suffix])
    elif chemin in pages:
        route.fulfill(body=pages[chemin], content_type="text/html; charset=utf-8")
    else:
        route.fulfill(status=204)
