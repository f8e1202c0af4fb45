"""From the letter of invitation to a passkey: what a new colleague does the first day."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.parcours.instance import Instance
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]
NINA, MOT_DE_PASSE = "nina@exemple.fr", "des mots longs et tranquilles"
CLE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_de_l_invitation_a_la_cle_d_acces(personnes: Personnes, instance: Instance):
    _inviter(personnes.page("aubance@exemple.fr"))
    page = personnes.page()
    _accepter(page, instance)
    secret = _installer_l_application(page)
    _sortir(page)
    _entrer_avec_un_code(page, secret)
    _ajouter_une_cle(page)
    _sortir(page)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/a-traiter/")


def _inviter(page: Page) -> None:
    page.goto("/membres/inviter/")
    page.get_by_label("Adresse électronique").fill(NINA)
    page.get_by_label("Prénom et nom").fill("Nina Roy")
    page.get_by_label("Rôle").select_option("FACILITATEUR")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    assert page.get_by_text(f"L’invitation part vers {NINA}").is_visible()
    assert page.get_by_role("rowheader", name="Nina Roy").is_visible()


def _accepter(page: Page, instance: Instance) -> None:
    lien = re.search(r"http\S+/invitation/\S+", instance.lire_courriel(NINA))
    assert lien
    page.goto(lien[0])
    assert page.get_by_label("Prénom").input_value() == "Nina"
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Afficher le mot de passe").click()
    assert page.get_by_label("Mot de passe", exact=True).get_attribute("type") == "text"
    page.get_by_role("button", name="Créer mon compte").click()
    page.wait_for_url("**/a-traiter/")


def _installer_l_application(page: Page) -> str:
    page.goto("/compte/securite/")
    page.get_by_role("link", name="Ajouter une application").click()
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Confirmer").click()
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_label("Code", exact=True).fill(_code(secret))
    page.get_by_role("button", name="Activer").click()
    assert page.locator("#codes-de-secours li").count() == 8
    return secret


def _sortir(page: Page) -> None:
    page.goto("/compte/deconnexion/")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/compte/connexion/")


def _entrer_avec_un_code(page: Page, secret: str) -> None:
    page.get_by_label("Adresse électronique").fill(NINA)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert"), "un faux code se dit").to_be_visible()
    page.get_by_label("Code").fill(_code(secret))
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/a-traiter/")


def _ajouter_une_cle(page: Page) -> None:
    authentificateur = page.context.new_cdp_session(page)
    authentificateur.send("WebAuthn.enable")
    authentificateur.send("WebAuthn.addVirtualAuthenticator", {"options": CLE})
    page.goto("/compte/securite/cles/ajouter/")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_label("Nom de la clé").fill("Téléphone")
    page.get_by_label("Me connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.wait_for_url("**/compte/securite/")
    page.goto("/compte/securite/cles/")
    assert page.get_by_role("heading", name="Téléphone").is_visible()


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
