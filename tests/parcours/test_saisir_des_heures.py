"""Hours typed in the grid with the keyboard: what counts, what does not and why, then the contract moves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from clauses_app.interface.formats import formater_date, formater_mois
from suivi_heures.management.demonstration.calendrier import le
from tests.parcours.lectures import lire_heures, lire_indicateur
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
# the last month that the demonstration tells of, wherever it is loaded
MOIS = le(2026, 10, 1)
CLE, NOM = f"{MOIS:%Y-%m}", formater_mois(MOIS).split()[0]


def ouvrir_la_grille(page: Page, marche: str, lot: str) -> None:
    """From the list of contracts to the grid of a lot, that month in sight."""
    page.goto("/marches/")
    page.get_by_role("link", name=marche).click()
    page.get_by_role("link", name="Saisir des heures").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Heures du lot")
    if lot not in page.get_by_role("heading", level=1).inner_text():
        choix = page.get_by_label("Lot et titulaire")
        groupe = choix.locator(f"optgroup[label='{marche}']")
        choix.select_option(value=groupe.locator("option", has_text=lot).first.get_attribute("value"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(lot)
    page.wait_for_load_state()
    for _ in range(4):  # the grid opens on the present months
        if page.locator(f"td[data-cle$='-{CLE}']").count():
            return
        with page.expect_navigation():
            page.get_by_role("link", name="Six mois précédents").click()


def lire_le_marche(page: Page, marche: str) -> tuple[Decimal, Decimal]:
    page.goto("/marches/")
    page.get_by_role("link", name=marche).click()
    jauge = page.locator("#jauge")
    return lire_indicateur(jauge, "Validé"), lire_indicateur(jauge, "En attente")


def ecrire(page: Page, case: Locator, texte: str) -> None:
    case.click()
    page.keyboard.type(texte)
    page.keyboard.press("Enter")
    expect(page.locator("#etat-enregistrement")).to_contain_text("Enregistré")


def test_taper_des_heures_puis_les_valider_fait_avancer_le_marche(personnes: Personnes):
    page = personnes.page("camille@exemple.fr")
    marche = "Parc des Coteaux, aménagement paysager"
    avant = lire_le_marche(page, marche)
    ouvrir_la_grille(page, marche, "lot 1")
    cle = page.locator(f"td[data-cle$='-TRAVAIL-{CLE}'][data-etat='-']:not([aria-readonly])").first.get_attribute(
        "data-cle"
    )
    case = page.locator(f"[data-cle='{cle}']")
    ecrire(page, case, "7h30 par jour")
    expect(case).to_have_attribute("data-etat", "c")
    ecrire(page, case, "98")
    expect(case).to_have_attribute("data-etat", "b")
    case.click()
    expect(page.locator("#pourquoi")).to_contain_text("98 h, toutes comptées")
    page.get_by_role("button", name="Autres mois à valider").click()  # the month before waits too
    bouton = page.get_by_role("button", name=NOM)
    heures = lire_heures(bouton.inner_text())
    bouton.click()
    expect(page.get_by_text(f"validées en {NOM}")).to_be_visible()
    expect(case).to_have_attribute("data-etat", "v")
    apres = lire_le_marche(page, marche)
    assert heures == 98 + avant[1]  # with what a timesheet had sent of the month; the cell that surprises waits
    assert apres == (avant[0] + heures, 0)
    autre = personnes.page("aubance@exemple.fr")
    for methode, chemin in sorted(personnes.oublier_visites()):
        assert personnes.demander(autre, methode, chemin) == 404, f"{methode} {chemin}"


def test_une_case_comptee_en_partie_dit_pourquoi(personnes: Personnes):
    page = personnes.page("camille@exemple.fr")
    ouvrir_la_grille(page, "Tramway T9 Porte Sud – Aérodrome, infrastructures", "lot 2")
    page.locator(f"td[data-cle$='-TRAVAIL-{CLE}'][data-etat='n']").click()
    panneau = page.get_by_role("complementary", name="Explication de la case")
    expect(panneau.get_by_role("heading", level=2)).to_contain_text("ne comptent pas")
    expect(panneau).to_contain_text(formater_date(le(2026, 10, 23)))
    non_compte = lire_heures(panneau.get_by_role("heading", level=2).inner_text())
    assert lire_heures(panneau.locator("dt", has_text="Non compté").locator("+ dd").inner_text()) == non_compte


def test_la_grille_se_parcourt_au_clavier(personnes: Personnes):
    page = personnes.page("camille@exemple.fr")
    ouvrir_la_grille(page, "Parc des Coteaux, aménagement paysager", "lot 1")
    page.locator(f"td[data-cle$='-{CLE}']").first.click()
    for touche in ("ArrowLeft", "ArrowDown", "Home", "Control+Home"):
        page.keyboard.press(touche)
    assert page.evaluate("document.activeElement.matches('td.case, th')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('grille-cadre')")
