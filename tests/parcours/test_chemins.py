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


def test_les_parcours_d_interim_du_diagnostic_au_contrat_durable(personnes: Personnes) -> None:
    """Case 4: services of several funds opened by a shared diagnosis, a training built on the needs of three agencies,
    a week of immersion, three months of training, missions, contracts for good; three out of four out of the RSA."""
    page = personnes.page("camille@exemple.fr")
    page.goto("/conventions/")
    page.get_by_role("link", name="Sécuriser les parcours d’intérim").click()
    sortie = objectif(page, "Sortie du RSA")
    assert "75 % 75 %" in sortie
    assert "situation connue de 20 sur 20 allocataires reçus" in sortie
    etapes = ESPACES.sub(" ", page.get_by_role("region", name="Étapes franchies").inner_text())
    for attendu in ("Immersion 25", "Formation 25", "Mission d’intérim 20", "Contrat à durée indéterminée 14"):
        assert attendu in etapes
    fonds = page.get_by_role("region", name="Services ouverts par le diagnostic").get_by_role("rowheader")
    assert fonds.count() == 4
    page.get_by_role("link", name="Formation commune des agences").click()
    assert "25 nommés" in lire(page)
    page.get_by_role("region", name="Inscrits").get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("link", name="Parcours").click()
    fil = page.get_by_role("region", name="Étapes")
    expect(fil).to_contain_text("Immersion (PMSMP)")
    situation = page.get_by_role("region", name="Freins, services, engagement")
    expect(situation).not_to_contain_text("payé par")
    situation.get_by_label("Motif de lecture").fill("Point avec l’agence")
    situation.get_by_role("button", name="Lire").click()
    expect(situation).to_contain_text("Diagnostic partagé")
    expect(situation).to_contain_text("payé par")
    page.goto("/besoins/?quand=tous&q=logistique")
    expect(page.locator("main")).to_contain_text("Agence d’intérim du Port")


def test_le_poste_en_montagne_de_ses_financeurs_a_leur_compte_rendu(personnes: Personnes) -> None:
    """Case 5: 147,000 € over three years for four fifths of a post, 21, 20, 20, 20 and 19 %; calls, time, reports."""
    page = personnes.page("idriss@exemple.fr")
    page.goto("/postes/")
    page.get_by_role("link", name="Facilitatrice des clauses, vallées de montagne").click()
    texte = lire(page)
    assert "147 000 €" in texte
    assert "80 % d’un temps plein, 100,0 % financés" in texte
    financeurs = page.get_by_role("region", name="Financeurs")
    parts = [ESPACES.sub(" ", r.inner_text()) for r in financeurs.get_by_role("row").all()]
    for nom, part, accorde in (
        ("Trois communautés de communes", "21,0 %", "30 870 €"),
        ("Contrat État et région", "20,0 %", "29 400 €"),
        ("Département", "20,0 %", "29 400 €"),
        ("Électrométallurgie des Vallées", "20,0 %", "29 400 €"),
        ("Programme européen", "19,0 %", "27 930 €"),
    ):
        assert any(nom in p and part in p and accorde in p for p in parts), nom
    suites = page.get_by_role("region", name="Qui fait quoi")
    expect(suites).to_contain_text("Programme européen de développement rural")
    suites.get_by_role("link", name=re.compile("Électrométallurgie")).first.click()
    page.get_by_label("L’appel est").select_option("ENVOYE")
    page.get_by_role("button", name="Noter").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Doit agir\s: Électrométallurgie des Vallées"))
    page.go_back()
    page.goto("/postes/")
    page.get_by_role("link", name="Facilitatrice des clauses, vallées de montagne").click()
    with page.expect_download() as telechargement:
        page.get_by_role("region", name="Comptes rendus").get_by_role("link").first.click()
    assert telechargement.value.suggested_filename.endswith(".pdf")


def test_le_temps_se_note_en_trois_touchers(personnes: Personnes) -> None:
    page = personnes.page("camille@exemple.fr")
    page.goto("/temps/")
    page.get_by_role("group", name="Activité").get_by_label("Aide aux acheteurs").check()
    page.get_by_role("group", name="Durée").get_by_label(re.compile(r"^2\sh$")).check()
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.locator("main")).to_contain_text(re.compile(r"2\sh notés"))


def test_l_observatoire_compte_chacun_une_fois_et_s_ouvre_sur_ses_marches(personnes: Personnes) -> None:
    page = personnes.page("camille@exemple.fr")
    page.goto("/observatoire/?par=modalite")
    tableau = page.get_by_role("table")
    expect(tableau).to_be_visible()
    tableau.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Marchés dont ce chiffre est fait")).to_contain_text(
        "chacune comptée une fois"
    )
