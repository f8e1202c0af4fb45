"""From any page, « / » opens the search: a name with a slip of the finger, Tab to what is found, Enter to go there."""

import re

import pytest
from playwright.sync_api import expect

from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
RESULTAT = "e => e.tagName === 'A' && e.closest('[data-resultats]') !== null"


def test_barre_oblique_faute_de_frappe_tabulation_entree(personnes: Personnes):
    page = personnes.page("camille@exemple.fr")
    page.goto("/agenda/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("racine et sevve")
    lien = page.locator("[data-resultats] a").filter(has_text="Racines & Sève Paysage").first
    expect(lien).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(f"({RESULTAT})(document.activeElement)") and lien.evaluate(
            "e => e === document.activeElement"
        ):
            break
    expect(lien).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/entreprises/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Racines & Sève Paysage")


def test_echap_referme_et_rend_la_page(personnes: Personnes):
    page = personnes.page("camille@exemple.fr")
    page.goto("/agenda/")
    page.keyboard.press("/")
    page.keyboard.type("racines")
    expect(page.locator("[data-resultats] a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-resultats] a")).to_have_count(0)
