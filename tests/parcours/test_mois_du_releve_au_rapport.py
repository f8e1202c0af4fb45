"""A month of work, after the journeys that need this timesheet to be late: the company sends it, the facilitator
decides, the buyer reads the report."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from clauses_app.interface.formats import formater_date, formater_de_mois
from suivi_heures.management.demonstration.calendrier import le, trimestre_avant
from tests.parcours.lectures import ecrire, lire_heures, lire_indicateur, lire_pdf
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
MARCHE = "Tramway T9 Porte Sud – Aérodrome, infrastructures"
ACHETEUR = "Autorité des transports du Grand Sud"
HEURES = "84"
MOIS, TRIMESTRE = le(2026, 10, 1), trimestre_avant(0).libelle


def test_du_releve_de_l_entreprise_au_rapport_de_l_acheteur(personnes: Personnes, tmp_path: Path):
    facilitatrice = personnes.page("camille@exemple.fr")
    avant = lire_le_marche(facilitatrice)
    lues = envoyer_le_releve(personnes.page("vallorin@exemple.fr"), tmp_path)
    attente = lire_le_marche(facilitatrice)
    assert attente == (avant[0], avant[1] + lues)
    comptees = valider_le_releve(facilitatrice)
    assert 0 < comptees < lues
    apres = lire_le_marche(facilitatrice)
    assert apres == (avant[0] + comptees, avant[1])
    publier_le_rapport(facilitatrice)
    lire_le_rapport(personnes.page("transports@exemple.fr"), valide=apres[0], attente=apres[1])
    chez_les_autres(personnes)


def lire_le_marche(page: Page) -> tuple[Decimal, Decimal]:
    """Validated and waiting hours, on the page of the contract."""
    page.goto("/marches/")
    page.get_by_role("link", name=MARCHE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(MARCHE)
    jauge = page.locator("#jauge")
    return lire_indicateur(jauge, "Validé"), lire_indicateur(jauge, "En attente")


def envoyer_le_releve(page: Page, dossier: Path) -> Decimal:
    """The template of the month, filled in a spreadsheet, deposited: what was read in it and nobody had sent yet."""
    page.goto("/")
    expect(page.get_by_role("heading", name=f"Relevé {formater_de_mois(MOIS, annee=True)}")).to_be_visible()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Télécharger le modèle rempli").click()
    rempli = dossier / telechargement.value.suggested_filename
    nombre = remplir(Path(telechargement.value.path()).read_bytes(), rempli)
    page.get_by_label("Déposer le relevé").set_input_files(rempli)
    expect(page.get_by_role("heading", name="Ce qui a été lu")).to_be_visible()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(nombre + 1)
    expect(
        page.get_by_text(f"la fenêtre de 24 mois ouverte le {formater_date(le(2024, 10, 24))}")
    ).to_be_visible()  # already says why not
    deja = page.get_by_role("region", name="Envoyé aussi par l’autre employeur").get_by_role("listitem").count()
    return lire_heures(page.get_by_text("lues").inner_text()) - deja * Decimal(HEURES)


def remplir(modele: bytes, sortie: Path) -> int:
    """As a company does: a number in front of each name. Gives how many."""
    classeur = load_workbook(io.BytesIO(modele))
    feuille = classeur.active
    titres = next(ligne for ligne in feuille.iter_rows() if "Heures travaillées" in [case.value for case in ligne])
    colonne = next(case.column for case in titres if case.value == "Heures travaillées")
    lignes = [ligne for ligne in feuille.iter_rows(min_row=titres[0].row + 1) if ligne[1].value]
    for ligne in lignes:
        feuille.cell(ligne[0].row, colonne).value = HEURES
    classeur.save(sortie)
    return len(lignes)


def valider_le_releve(page: Page) -> Decimal:
    """From « À traiter »: read what counts, validate."""
    page.goto("/a-traiter/")
    page.get_by_label("Filtrer les affaires").get_by_role("link", name="Relevés").click()
    page.get_by_role("link", name="Examiner").filter(has_text="Vallorin").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vallorin Travaux publics")
    bouton = page.get_by_role("button", name="Valider,")
    comptees = lire_heures(bouton.inner_text())
    bouton.click()
    expect(page.get_by_text("Validé par Camille Ferrand")).to_be_visible()
    return comptees


def publier_le_rapport(page: Page) -> None:
    page.goto("/rapports/")
    page.get_by_label("Acheteur").select_option(label=ACHETEUR)
    trimestre = page.get_by_label("Trimestre")
    trimestre.select_option(value=trimestre.locator("option", has_text=TRIMESTRE).get_attribute("value"))
    page.get_by_role("button", name="Produire le rapport").click()
    expect(page.get_by_text("Prêt, non publié")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name=f"Publier le rapport {TRIMESTRE}, {ACHETEUR}").click()
    page.get_by_role("dialog").get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Le rapport est publié")).to_be_visible()


def lire_le_rapport(page: Page, *, valide: Decimal, attente: Decimal) -> None:
    """Its home says the same as the facilitator's page; so does the PDF."""
    page.goto("/")
    assert lire_indicateur(page.locator("main"), "Heures validées") == valide
    assert lire_indicateur(page.locator("main"), "En attente") == attente
    with page.expect_download() as telechargement:
        page.get_by_role("link", name=f"PDF du rapport {TRIMESTRE}").click()
    texte = lire_pdf(Path(telechargement.value.path()).read_bytes())
    for attendu in (ACHETEUR, "2024-T9-INF", ecrire(valide), ecrire(attente), "131 000 h"):
        assert attendu in texte


def chez_les_autres(personnes: Personnes) -> None:
    """The other guichet: nothing of this exists. An address of another role is refused before any row is read."""
    page = personnes.page("aubance@exemple.fr")
    visites = personnes.oublier_visites()
    assert len(visites) >= 6
    for methode, chemin in sorted(visites):
        statut = personnes.demander(page, methode, chemin)
        attendu = {403, 404} if chemin.startswith(("/espace/", "/acheteur/")) else {404}
        assert statut in attendu, f"{methode} {chemin} : {statut}"
