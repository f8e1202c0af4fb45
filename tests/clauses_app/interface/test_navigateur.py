"""The style guide in a real browser: no fault seen by axe, and the grid as a person uses it.

No server and no database: the page is rendered here and handed to the browser.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as reglages
from django.http import QueryDict
from django.test import RequestFactory
from playwright.sync_api import Page, Route, sync_playwright

from clauses_app.interface import views

pytestmark = [pytest.mark.navigateur, pytest.mark.urls("tests.clauses_app.interface.adresses")]
SITE = "http://127.0.0.1:1"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLITIQUE = "; ".join(f"{cle} {' '.join(valeurs)}" for cle, valeurs in reglages.SECURE_CSP.items())


class Banc:
    """What the browser asked for and complained of, since the page was opened."""

    def __init__(self) -> None:
        self.envois: list[dict[str, list[str]]] = []
        self.fautes: list[str] = []


@pytest.fixture(scope="module")
def banc() -> Banc:
    return Banc()


@pytest.fixture(scope="module")
def onglet(banc: Banc) -> Iterator[Page]:
    """One tab for the module: a new process for each test would cost more than the tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page()
        page.on("console", lambda m: banc.fautes.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: banc.fautes.append(str(e)))
        page.on("dialog", lambda d: d.accept())
        page.route(f"{SITE}/**", lambda route: servir(route, banc.envois))
        yield page
        chromium.close()


@pytest.fixture
def page(onglet: Page, banc: Banc, settings: Any) -> Page:
    settings.DEBUG = True
    onglet.set_viewport_size({"width": 1440, "height": 900})
    onglet.goto(f"{SITE}/catalogue/")
    banc.envois.clear()
    banc.fautes.clear()
    return onglet


@pytest.fixture
def envois(banc: Banc) -> list[dict[str, list[str]]]:
    return banc.envois


def servir(route: Route, envois: list[Any]) -> None:
    """Static files from the disk, the views by hand."""
    chemin = route.request.url.removeprefix(SITE).split("?")[0]
    if chemin.startswith("/static/"):
        fichier = Path(reglages.BASE_DIR) / chemin.lstrip("/")
        route.fulfill(body=fichier.read_bytes(), content_type=TYPES[fichier.suffix])
        return
    usine = RequestFactory()
    if chemin == "/catalogue/cases/":
        donnees = QueryDict(route.request.post_data or "")
        envois.append({cle: donnees.getlist(cle) for cle in donnees})
        reponse = views.cases(
            usine.post(chemin, data=donnees.urlencode(), content_type="application/x-www-form-urlencoded")
        )
    elif chemin == "/catalogue/pourquoi/":
        reponse = views.pourquoi(usine.get(chemin, {"cle": route.request.url.partition("cle=")[2]}))
    else:
        reponse = views.catalogue(usine.get(chemin))
    route.fulfill(
        status=reponse.status_code,
        body=reponse.content,
        headers={"Content-Type": reponse["Content-Type"], "Content-Security-Policy": POLITIQUE},
    )


def case(page: Page, cle: str) -> Any:
    return page.locator(f"#case-{cle}")


def coller(page: Page, texte: str) -> None:
    page.evaluate(
        """texte => {
            const d = new DataTransfer(); d.setData('text/plain', texte);
            const geste = new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(geste);
        }""",
        texte,
    )


@pytest.mark.parametrize("largeur", [1440, 1024, 390, 320])
def test_le_catalogue_est_accessible_et_ne_deborde_pas(page, banc, largeur):
    page.set_viewport_size({"width": largeur, "height": 900})
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert banc.fautes == []


def test_taper_un_nombre_l_enregistre_et_descend(page, envois):
    case(page, "1-2026-11").click()
    page.keyboard.type("151,67")
    page.keyboard.press("Enter")
    page.wait_for_selector("#etat-enregistrement:has-text('Enregistré à')")
    assert envois == [{"cle": ["1-2026-11"], "heures": ["151,67"], "lu": [""]}]
    assert case(page, "1-2026-11").get_attribute("data-etat") == "b"
    assert page.evaluate("document.activeElement.id") == "case-2-2026-11"


def test_une_seule_case_est_une_entree_au_clavier(page):
    page.keyboard.press("Tab")
    case(page, "2-2026-09").click()
    page.keyboard.press("Control+End")
    assert page.locator("table.grille td[tabindex='0']").count() == 1
    assert page.evaluate("document.activeElement.id") == "total-3"
    page.keyboard.press("Control+Home")
    assert page.evaluate("document.activeElement.id") == "case-1-2026-08"


def test_echap_rend_l_ancienne_valeur(page, envois):
    case(page, "1-2026-09").click()
    page.keyboard.press("F2")
    page.keyboard.type("3")
    page.keyboard.press("Escape")
    assert "151,67" in case(page, "1-2026-09").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('grille-cadre')")
    assert envois == []


def test_une_case_fermee_ne_s_ouvre_pas(page):
    case(page, "1-2026-08").click()
    page.keyboard.press("5")
    assert page.locator("table.grille input").count() == 0


def test_un_texte_illisible_reste_dans_sa_case_avec_sa_phrase(page, envois):
    case(page, "1-2026-11").click()
    page.keyboard.type("7h90")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector("#case-1-2026-11[aria-invalid='true']")
    assert "7h90" in case(page, "1-2026-11").inner_text()
    assert "Écrivez un nombre d’heures" in page.locator("#grille-message").inner_text()
    assert envois == [{"cle": ["1-2026-11"], "heures": ["7h90"], "lu": [""]}]


def test_une_faute_dite_par_le_serveur_se_lit_sous_la_grille(page):
    case(page, "2-2026-11").click()
    page.keyboard.type("300")
    page.keyboard.press("Enter")
    page.wait_for_selector("#case-2-2026-11[data-etat='c']")
    case(page, "2-2026-11").click()
    assert "plafond" in page.locator("#grille-message").inner_text()


def test_coller_une_colonne_d_excel_part_en_un_envoi(page, envois):
    case(page, "1-2026-11").click()
    coller(page, "151,67\r\n1 214,5\r\n7\r\n9\r\n")
    page.wait_for_selector("#etat-enregistrement:has-text('Enregistré à')")
    assert envois == [
        {"cle": ["1-2026-11", "2-2026-11", "3-2026-11"], "heures": ["151,67", "1214,5", "7"], "lu": ["", "", ""]}
    ]
    assert "1\u00a0en dehors" in page.locator("#grille-message").inner_text()


def test_coller_par_dessus_une_case_fermee_la_laisse(page, envois):
    case(page, "3-2026-08").click()
    coller(page, "12\t13\n")
    page.wait_for_selector("#etat-enregistrement:has-text('Enregistré à')")
    assert envois == [{"cle": ["3-2026-09"], "heures": ["13"], "lu": [""]}]
    assert "Avant contrat" in case(page, "3-2026-08").inner_text()


def test_une_coupure_garde_la_saisie_et_propose_de_reessayer(page, envois):
    page.route("**/catalogue/cases/", lambda route: route.abort())
    case(page, "1-2026-11").click()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.wait_for_selector("#etat-enregistrement button")
    assert "12" in case(page, "1-2026-11").inner_text()
    page.unroute("**/catalogue/cases/")
    page.get_by_role("button", name="Réessayer").click()
    page.wait_for_selector("#etat-enregistrement:has-text('Enregistré à')")
    assert envois == [{"cle": ["1-2026-11"], "heures": ["12"], "lu": [""]}]


def test_choisir_une_case_explique_apres_un_temps(page):
    case(page, "1-2026-10").click()
    page.wait_for_selector("#pourquoi:has-text('1-2026-10')")


def test_effacer_une_case_l_envoie_vide(page, envois):
    case(page, "2-2026-09").click()
    page.keyboard.press("Delete")
    page.wait_for_selector("#etat-enregistrement:has-text('Enregistré à')")
    assert envois == [{"cle": ["2-2026-09"], "heures": [""], "lu": [""]}]
    assert case(page, "2-2026-09").get_attribute("data-etat") == "-"


def test_l_envoi_dit_le_brouillon_que_la_case_montrait(page, envois):
    case(page, "1-2026-11").click()
    for heures in ("12", "13"):
        # The answer to this very sending: the first one has already said « Enregistré ».
        with page.expect_response("**/catalogue/cases/"):
            page.keyboard.type(heures)
            page.keyboard.press("Enter")
        page.wait_for_selector(f"#case-1-2026-11:has-text('{heures}')")
        page.wait_for_selector("#etat-enregistrement:has-text('Enregistré à')")
        case(page, "1-2026-11").click()
    assert [envoi["lu"] for envoi in envois] == [[""], ["12"]]


def test_le_resume_recoit_le_focus_et_mene_au_champ(page):
    assert page.evaluate("document.activeElement.matches('[data-resume]')")
    page.get_by_role("link", name="SIRET de l’employeur").click()
    assert page.evaluate("document.activeElement.id") == "id_siret"


def test_une_table_se_trie_par_ses_entetes(page):
    page.get_by_role("button", name="Entreprise").click()
    premiers = page.locator("table[data-tri] tbody th").all_inner_texts()
    assert premiers == sorted(premiers)


def test_la_confirmation_s_ouvre_et_se_ferme(page):
    page.get_by_role("button", name="Supprimer le contrat").first.click()
    assert page.locator("dialog[open]").count() == 1
    page.locator("dialog").get_by_role("button", name="Annuler").click()
    assert page.locator("dialog[open]").count() == 0
