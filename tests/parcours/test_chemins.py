"""The cases of the field in a real browser, from their page to the people: every figure is the product’s own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
ESPACES = re.compile(r"[\s\u00a0\u202f]+")


def lire(page: Page) -> str:
    return ESPACES.sub(" ", page.locator("main").inner_text())


def objectif(page: Page, nom: str) -> str:
    return ESPACES.sub(" ", page.get_by_role("row").filter(has_text=nom).first.inner_text())


def test_la_cohorte_du_tramway_de_ses_heures_a_ses_emplois_durables(personnes: Personnes) -> None:
    """Case 1: 131,000 hours due, twenty people, five companies, the title, then permanent contracts."""
    page = personnes.page("camille@exemple.fr")
    page.goto("/actions/?type=COHORTE")
    page.get_by_role("link", name="Cohorte du tramway T9").click()
    marche = page.get_by_role("region", name="Marché servi")
    expect(marche).to_contain_text(re.compile(r"131\s000\sh"))
    expect(marche).to_contain_text("déclarations reçues sur")
    texte = lire(page)
    assert "20 nommés" in texte
    assert "18 sur 20" in texte
    assert "suite connue pour 20 sur 20 (100,0 %)" in texte
    accueil = ESPACES.sub(" ", marche.locator("p", has_text="Entreprises d’accueil").inner_text())
    assert len(accueil.partition(":")[2].split(",")) == 5
    page.get_by_role("region", name="Inscrits").get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("link", name="Parcours").click()
    fil = page.get_by_role("region", name="Étapes")
    expect(fil).to_contain_text("Constructeur en voirie et réseaux")
    expect(fil).to_contain_text("Cohorte du tramway T9")


def test_les_conventions_du_departement_disent_ce_qui_est_fait(personnes: Personnes) -> None:
    """Case 2: twelve operations and a hundred people; six discoveries, three hundred participants, sixty-five
    entries for 50,000 €; four recruitments, sixty-five people; nine out of ten back to work."""
    page = personnes.page("camille@exemple.fr")
    page.goto("/conventions/")
    page.get_by_role("link", name="Emploi des allocataires du RSA, travaux publics").click()
    assert "12 12 chaque année Atteint" in objectif(page, "Opérations d’emploi tenues")
    assert "100 100 chaque année Atteint" in objectif(page, "Personnes formées ou recrutées")
    page.goto("/conventions/")
    page.get_by_role("link", name="Découvrir le transport et la logistique").click()
    assert "6 6 chaque année Atteint" in objectif(page, "Séances de découverte tenues")
    assert "300 300 chaque année Atteint" in objectif(page, "Participants aux découvertes")
    assert "65 65 chaque année Atteint" in objectif(page, "Personnes entrées en formation")
    assert "50 000" in lire(page)
    page.goto("/conventions/")
    page.get_by_role("link", name="Recruter dans le numérique").click()
    assert "4 4 chaque année Atteint" in objectif(page, "Sessions de recrutement tenues")
    assert "65 65 chaque année Atteint" in objectif(page, "Personnes reçues en recrutement")
    retour = objectif(page, "Retour à l’emploi")
    assert "90 % 90 %" in retour
    assert "situation connue de 54 sur 60 personnes reçues" in retour
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Fiche du comité").click()
    assert telechargement.value.suggested_filename.endswith(".pdf")


def test_les_trente_macons_et_leurs_embauches_durables(personnes: Personnes) -> None:
    """Case 3: a POEC of thirty masons, most of them hired for good; what held them back is under the mask."""
    page = personnes.page("camille@exemple.fr")
    page.goto("/actions/?type=POEC")
    page.get_by_role("link", name="POEC des maçons").click()
    texte = lire(page)
    assert "30 nommés" in texte
    assert "24 sur 30" in texte
    assert "suite connue pour 28 sur 30" in texte
    ligne = page.get_by_role("row").filter(has_text="CDI, le").first
    ligne.get_by_role("link").first.click()
    page.get_by_role("link", name="Parcours").click()
    expect(page.get_by_role("region", name="Étapes")).to_contain_text("Emploi hors clause, CDI")
    situation = page.get_by_role("region", name="Freins, services, engagement")
    expect(situation).not_to_contain_text("Auto-école")
    situation.get_by_label("Motif de lecture").fill("Préparer l’entretien")
    situation.get_by_role("button", name="Lire").click()
    expect(situation).to_contain_text("Lecture notée au journal")


def test_l_appel_se_fait_d_un_toucher_et_vide_la_file(personnes: Personnes) -> None:
    """Attendance on a tablet: the session that waited in the queue is called, then counted."""
    page = personnes.page("camille@exemple.fr")
    page.goto("/a-traiter/?type=parcours")
    page.get_by_role("link", name="Noter les présences").first.click()
    page.get_by_label("Personnes venues, sans les nommer").fill("34")
    page.get_by_role("button", name="Enregistrer le décompte").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"34\spersonnes comptées"))
