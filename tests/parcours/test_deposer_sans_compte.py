"""A company goes from the e-mail to the receipt on a phone, without password, with a file of its own; what it says
once of its columns is not asked the next month."""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clauses_app.interface.formats import formater_mois
from clauses_app.local.emplacement import LOCAL, creer_dossier
from suivi_heures.management.demonstration.calendrier import le
from tests.parcours.controles import controler
from tests.parcours.instance import Instance
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
TELEPHONE = {"width": 390, "height": 844}
LARGEURS = (390, 1440)
UNE_MINUTE = 60
ENTREPRISE = "SELECT id, contact_courriel FROM marches_entreprise WHERE ref = 'E-CREP'"
PREMIER, SECOND = le(2026, 10, 1), le(2026, 11, 1)


def test_du_courriel_a_l_accuse_en_moins_d_une_minute(personnes: Personnes, instance: Instance, tmp_path: Path):
    lien, fautes = envoyer_le_lien(personnes, instance)
    page = personnes.page(taille=TELEPHONE)
    debut = time.monotonic()
    page.goto(lien)
    page.get_by_role("button", name="Ouvrir ma page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Crépis")
    assert page.url.endswith("/depot/"), "le secret ne reste pas dans l’adresse"
    fichier = ecrire_leur_fichier(tmp_path, PREMIER, "112,5")
    deposer(page, fichier)
    assert time.monotonic() - debut < UNE_MINUTE
    fautes += regarder(page, "accuse")
    verification = page.get_by_role("link", name="Page de vérification").get_attribute("href") or ""

    fautes += dire_les_colonnes(page)
    page.get_by_role("link", name="Retour à mes relevés").click()
    fautes += regarder(page, "espace")
    deposer(page, ecrire_leur_fichier(tmp_path, SECOND, "98"))
    expect(page.get_by_text("comme en")).to_be_visible()
    expect(page.get_by_role("link", name="Vérifier les colonnes")).to_have_count(0)
    fautes += regarder(page, "second-mois")
    page.get_by_role("link", name="Retour à mes relevés").click()

    fautes += passer_par_la(personnes.page(taille=TELEPHONE), verification, fichier, lien)
    page.get_by_role("button", name="Fermer la page").click()
    expect(page.get_by_role("heading", name="Votre page est refermée")).to_be_visible()
    page.goto("/depot/")
    expect(page.get_by_role("heading", name="Ouvrez le lien reçu par courriel")).to_be_visible()
    fautes += regarder(page, "fermee")
    assert fautes == []


def envoyer_le_lien(personnes: Personnes, instance: Instance) -> tuple[str, list[str]]:
    pk, courriel = instance.lire(ENTREPRISE)[0]
    page = personnes.page("camille@exemple.fr")
    page.goto(f"/entreprises/{pk}/liens/")
    page.get_by_role("button", name="Envoyer").first.click()
    expect(page.get_by_text("Un lien de dépôt part vers")).to_be_visible()
    fautes = regarder(page, "liens")
    lien = re.search(r"/depot/lien/\S+", instance.lire_courriel(courriel).replace("=\n", ""))
    assert lien
    return lien[0], fautes


def ecrire_leur_fichier(dossier: Path, mois: datetime.date, heures: str) -> Path:
    """Their own table, never seen: titles of their own, and what they count for themselves."""
    fichier = dossier / f"Pointage {formater_mois(mois)}.csv"
    lignes = ("Binôme;Mois;Affaire;Unités;Zone", f"Moussa VAUQUELIN;{mois:%m/%Y};Façades T9;{heures};4")
    fichier.write_text("\r\n".join(lignes), "utf-8")
    return fichier


def deposer(page: Page, fichier: Path) -> None:
    page.get_by_label("Déposer le relevé").set_input_files(fichier)
    expect(page.get_by_role("heading", name="C’est reçu")).to_be_visible()
    expect(page.locator("#etat").get_by_role("link", name="colonnes")).to_be_visible(timeout=20_000)


def dire_les_colonnes(page: Page) -> list[str]:
    page.get_by_role("link", name="Vérifier les colonnes").click()
    fautes = regarder(page, "colonnes")
    page.get_by_label("Champ pour la colonne D").select_option(label="Heures travaillées")
    page.get_by_label("Champ pour la colonne E").select_option(label="Ne pas lire")
    expect(page.locator("#effet")).to_contain_text("112,50")
    fautes += regarder(page, "colonnes-effet")
    page.get_by_role("button", name="Enregistrer et relire").click()
    expect(page.get_by_text("Retenu pour les prochains relevés")).to_be_visible()
    return fautes


def passer_par_la(page: Page, verification: str, fichier: Path, lien: str) -> list[str]:
    """Whoever is shown the receipt, or is forwarded the link."""
    page.goto(verification)
    expect(page.get_by_role("heading", name="Accusé authentique")).to_be_visible()
    fautes = regarder(page, "verification") + verifier_un_fichier(page, fichier)
    page.goto(lien)
    return fautes + regarder(page, "ouvrir")


def verifier_un_fichier(page: Page, fichier: Path) -> list[str]:
    page.goto("/verifier-un-fichier/")
    page.get_by_label("Choisir un fichier").set_input_files(fichier)
    expect(page.get_by_role("heading", name="Ce qui serait compris")).to_be_visible()
    return regarder(page, "fichier")


def regarder(page: Page, nom: str) -> list[str]:
    """Faults at both widths, and the picture of each under .local/captures."""
    fautes = controler(page, LARGEURS)
    dossier = creer_dossier(LOCAL / "captures" / "sans-compte-depot")
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.screenshot(path=dossier / f"{nom}_{largeur}.png", full_page=True)
    page.set_viewport_size(TELEPHONE)
    return fautes
