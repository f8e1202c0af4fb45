"""A facilitator corrects the lines of a timesheet, by keyboard; one answer sent eight times at once counts once."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from clauses_app.interface.formats import formater_mois
from suivi_heures.management.demonstration.calendrier import le
from tests.parcours.controles import controler
from tests.parcours.instance import Instance
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
FICHIER = f"Heures insertion {formater_mois(le(2026, 10, 1))}.xlsx"
LARGEURS = (1440, 390, 320)
EN_ATTENTE = (
    "SELECT coalesce(sum(h.heures), 0) FROM suivi_heures_heure h JOIN suivi_heures_releveheures r ON r.id = h.releve_id"
    " WHERE r.nom_fichier = %s AND NOT h.annulee"
)


def test_les_lignes_se_corrigent_en_place(personnes: Personnes, instance: Instance):
    page = personnes.page("camille@exemple.fr")
    ((releve,),) = instance.lire("SELECT id FROM suivi_heures_releveheures WHERE nom_fichier = %s", FICHIER)
    page.goto(f"/releves/{releve}/lignes/")
    expect(page.get_by_role("heading", name="5 lignes à corriger")).to_be_visible()
    assert controler(page, LARGEURS) == []
    avant = _en_attente(instance)
    confirmer_ensemble(page)
    assert _en_attente(instance) == avant + Decimal("147.5")
    annuler(page)
    assert _en_attente(instance) == avant
    envoyer_huit_fois(page, instance.adresse)
    assert _en_attente(instance) == avant + Decimal("77.5")
    remplacer_les_heures(page)
    assert _en_attente(instance) == avant + Decimal("77.5") - 100
    page.get_by_role("link", name=re.compile("^Corrigées")).click()
    assert controler(page, LARGEURS) == []
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_text("−100\u202fh")).to_be_visible()
    assert controler(page, LARGEURS) == []
    page.goto("/noms-retenus/")
    expect(page.get_by_role("button", name="Oublier")).to_be_visible()
    assert controler(page, LARGEURS) == []


def _en_attente(instance: Instance) -> Decimal:
    ((total,),) = instance.lire(EN_ATTENTE, FICHIER)
    return Decimal(total)


def _fiche(page: Page, numero: int) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^Ligne {numero}\\b"))


def confirmer_ensemble(page: Page) -> None:
    """By keyboard: the proposal is ticked already; the focus goes to the next line."""
    bouton = _fiche(page, 6).get_by_role("button", name="Appliquer aux 2 lignes semblables")
    bouton.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="3 lignes à corriger")).to_be_visible()
    expect(page.locator(":focus")).to_contain_text("Ligne 8")


def annuler(page: Page) -> None:
    page.get_by_role("status").get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("heading", name="5 lignes à corriger")).to_be_visible()


def envoyer_huit_fois(page: Page, adresse: str) -> None:
    """The form of line 7, as it stands, from eight windows at once."""
    formulaire = _fiche(page, 7).locator("form").first
    champs = {
        "csrfmiddlewaretoken": formulaire.locator("[name=csrfmiddlewaretoken]").input_value(),
        "version": formulaire.locator("[name=version]").input_value(),
        "choix": formulaire.locator("[name=choix]:checked").input_value(),
        "geste": "CHOISIR",
    }
    cible = urllib.parse.urljoin(adresse, formulaire.get_attribute("action"))
    temoins = "; ".join(f"{temoin['name']}={temoin['value']}" for temoin in page.context.cookies())
    with ThreadPoolExecutor(8) as fils:
        statuts = list(fils.map(lambda _: _poster(cible, champs, temoins), range(8)))
    assert set(statuts) == {200}, statuts
    page.reload()


def _poster(cible: str, champs: dict[str, str], temoins: str) -> int:
    entetes = {"Cookie": temoins, "Referer": cible, "HX-Request": "true"}
    demande = urllib.request.Request(cible, urllib.parse.urlencode(champs).encode(), entetes)
    try:
        with urllib.request.urlopen(demande, timeout=30) as reponse:
            return int(reponse.status)
    except urllib.error.HTTPError as erreur:
        return erreur.code


def remplacer_les_heures(page: Page) -> None:
    _fiche(page, 8).get_by_role("button", name="Remplacer par 154").click()
    expect(_fiche(page, 8)).to_have_count(0)
