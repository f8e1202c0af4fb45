"""The screens of published contracts in a real browser: nothing seen by axe, nothing wider than a phone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as reglages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import sync_playwright

from clauses_app.tenancy.contexte import within_guichet
from marches.imports.decp import lire_decp
from marches.models import ImportDecp, MarcheDecp
from marches.services.importer_decp import importer_decp
from tests.factories.marches import creer_regle
from tests.marches.imports.fabrique_decp import JSON_120, lire_json, marche

pytestmark = pytest.mark.navigateur
SITE = "http://127.0.0.1:1"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLITIQUE = "; ".join(f"{cle} {' '.join(valeurs)}" for cle, valeurs in reglages.SECURE_CSP.items())


@pytest.fixture
def pages(guichet, connecter, facilitateur, django_capture_on_commit_callbacks):
    """Every screen, rendered before the browser starts: it has its own event loop."""
    avenant = {"modification": {"dateNotificationModification": "2024-09-01", "montant": 600000, "dureeMois": 18}}
    with within_guichet(guichet.pk):
        creer_regle()
        importer_decp(lecture=lire_decp(JSON_120.read_bytes()), source="120.json", par=None)
        douteux = lire_json(marche(acheteur={"id": "64552016400000"}, modifications=[avenant]))
        importer_decp(lecture=douteux, source="x.json", par=None)
        pk = MarcheDecp.objects.get(statut="DOUTEUX").pk
    client = connecter(facilitateur)
    adresse = reverse("marches:decp_importer")
    attente = client.post(adresse, {"fichier": SimpleUploadedFile("attente.json", b"{}")}).url
    with django_capture_on_commit_callbacks(execute=True):
        abime = lire_refus()
        fini = client.post(adresse, {"fichier": SimpleUploadedFile("marches.json", abime)}).url
    with within_guichet(guichet.pk):
        assert ImportDecp.objects.count() == 2
    detail, suivre = reverse("marches:decp_detail", args=[pk]), reverse("marches:decp_suivre", args=[pk])
    rendues = {
        chemin: client.get(chemin) for chemin in (reverse("marches:decp"), detail, suivre, adresse, attente, fini)
    }
    rendues["/ecart-refuse/"] = client.post(reverse("marches:decp_ecarter", args=[pk]), {"motif": ""})
    rendues["/suivi-refuse/"] = client.post(suivre, {"objet": "École", "date_debut": "hier"})
    rendues["/liste-vide/"] = client.get(reverse("marches:decp"), {"q": "introuvable"})
    return {chemin: reponse.content.decode() for chemin, reponse in rendues.items()}


def lire_refus():
    return b'{"marches": [{"id": "1", "acheteur": {"id": "21750001600019"}, "montant": "NC"}, {"id": "2"}]}'


def servir(route, pages):
    chemin = route.request.url.removeprefix(SITE)
    if chemin.startswith("/static/"):
        fichier = Path(reglages.BASE_DIR) / chemin.lstrip("/").split("?")[0]
        route.fulfill(body=fichier.read_bytes(), content_type=TYPES[fichier.suffix])
        return
    if route.request.headers.get("hx-request"):
        route.fulfill(status=204)
        return
    entetes = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLITIQUE}
    route.fulfill(body=pages[chemin], headers=entetes)


def test_les_ecrans_sont_accessibles_et_tiennent_sur_un_telephone(pages):
    fautes: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        onglet = chromium.new_page()
        onglet.on("console", lambda m: fautes.append(m.text) if m.type == "error" else None)
        onglet.route("**/*", lambda route: servir(route, pages))
        for chemin in pages:
            onglet.goto(f"{SITE}{chemin}")
            for largeur in (1440, 390):
                onglet.set_viewport_size({"width": largeur, "height": 900})
                fautes += [
                    f"{chemin} {largeur} {v['id']} {v['nodes'][0]['html'][:160]}"
                    for v in Axe().run(onglet).response["violations"]
                ]
                if onglet.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                    fautes.append(f"{chemin} déborde à {largeur}")
        chromium.close()
    assert fautes == []
