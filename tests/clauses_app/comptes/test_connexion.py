"""Entering: e-mail and password, second factor, limits of a session."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.facteurs import AdaptateurFacteurs
from clauses_app.comptes.models import Adhesion, Utilisateur
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.factories.comptes import MOT_DE_PASSE, creer_adhesion, creer_utilisateur

CONNEXION = "/compte/connexion/"
NOUVEAU = "un autre mot de passe assez long"


@pytest.fixture(autouse=True)
def _compteurs_a_zero() -> None:
    cache.clear()


@pytest.fixture
def personne(facilitateur: Adhesion) -> Utilisateur:
    with within_connexion():
        return Utilisateur.objects.get(pk=facilitateur.utilisateur_id)


def se_connecter(client: Client, personne: Utilisateur, mot_de_passe: str = MOT_DE_PASSE, **suite: str) -> Any:
    return client.post(CONNEXION, {"login": personne.email, "password": mot_de_passe, **suite})


def ajouter_totp(personne: Utilisateur, secret: str = "JBSWY3DPEHPK3PXP") -> str:
    with within_connexion():
        Authenticator.objects.create(user=personne, type="totp", data={"secret": AdaptateurFacteurs().encrypt(secret)})
    return secret


def code(secret: str, decalage: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + decalage))


def test_on_entre_par_adresse_et_mot_de_passe(client: Client, personne: Utilisateur) -> None:
    assert se_connecter(client, personne)["Location"] == "/"
    assert client.get("/espaces/").status_code == 200


def test_une_faute_ne_dit_pas_si_le_compte_existe(client: Client, personne: Utilisateur) -> None:
    connue = se_connecter(client, personne, "faux").content.decode()
    inconnue = client.post(CONNEXION, {"login": "x@exemple.fr", "password": "faux"}).content.decode()
    phrase = "L’adresse ou le mot de passe ne convient pas"
    assert phrase in connue
    assert phrase in inconnue
    assert personne.email in connue, "ce qui a été tapé reste"


def test_les_essais_sont_comptes_par_compte(client: Client, personne: Utilisateur) -> None:
    for _ in range(10):
        se_connecter(client, personne, "faux")
    assert "Trop d’essais" in se_connecter(client, personne).content.decode()


def test_la_suite_ne_mene_pas_ailleurs(client: Client, personne: Utilisateur) -> None:
    reponse = se_connecter(client, personne, next="https://pirate.exemple/")
    assert reponse["Location"] == "/"


def test_une_page_fermee_mene_a_la_connexion_puis_revient(client: Client, personne: Utilisateur) -> None:
    reponse = client.get("/membres/")
    assert reponse["Location"] == f"{CONNEXION}?next=/membres/"
    assert se_connecter(client, personne, next="/membres/")["Location"] == "/membres/"


def test_l_arrivee_est_au_journal(client: Client, personne: Utilisateur, guichet: Any) -> None:
    se_connecter(client, personne)
    client.get("/")
    with within_guichet(guichet.pk):
        assert Evenement.objects.get(verbe=Verbe.CONNEXION).par_nom == "Camille Ferrand"


def test_pas_d_inscription(client: Client, db: None) -> None:
    for chemin in ("signup/", "inscription/", "email/", "login/code/confirm/"):
        assert client.get(f"/compte/{chemin}").status_code == 404


def test_le_second_facteur_est_demande(client: Client, personne: Utilisateur) -> None:
    secret = ajouter_totp(personne)
    assert se_connecter(client, personne)["Location"] == "/compte/connexion/second-facteur/"
    assert client.get("/membres/").status_code == 302, "rien n’est ouvert avant le second facteur"
    reponse = client.post("/compte/connexion/second-facteur/", {"code": code(secret)})
    assert reponse["Location"] == "/"
    assert client.get("/membres/").status_code == 200


def test_un_code_sert_une_fois(client: Client, personne: Utilisateur) -> None:
    secret = ajouter_totp(personne)
    utilise = code(secret)
    for attendu in (302, 200):
        autre = Client()
        se_connecter(autre, personne)
        cache.clear()  # what allauth remembers by itself lasts thirty seconds only
        assert autre.post("/compte/connexion/second-facteur/", {"code": utilise}).status_code == attendu


def test_un_code_deja_vu_reste_refuse_dans_la_tolerance(client: Client, personne: Utilisateur) -> None:
    secret = ajouter_totp(personne)
    se_connecter(client, personne)
    client.post("/compte/connexion/second-facteur/", {"code": code(secret)})
    autre = Client()
    se_connecter(autre, personne)
    cache.clear()
    reponse = autre.post("/compte/connexion/second-facteur/", {"code": code(secret, -1)})
    assert "Ce code ne convient pas" in reponse.content.decode()


def test_l_equipe_doit_un_second_facteur(settings: Any, connecter: Any, facilitateur: Adhesion) -> None:
    settings.SECOND_FACTEUR_OBLIGATOIRE = True
    client = connecter(facilitateur)
    for chemin in (
        "/",
        "/membres/",
        "/espaces/",
        "/compte/",
        "/compte/mot-de-passe/",
        "/compte/sessions/",
        "/journal/",
    ):
        assert client.get(chemin)["Location"] == "/compte/securite/", chemin
    for chemin in ("/compte/securite/", "/compte/deconnexion/", "/mentions-legales/"):
        assert client.get(chemin).status_code == 200, chemin


def test_une_entreprise_peut_s_en_passer(settings: Any, connecter: Any, guichet: Any) -> None:
    settings.SECOND_FACTEUR_OBLIGATOIRE = True
    with within_connexion():
        adhesion = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=1, organisation_nom="E")
    assert connecter(adhesion).get("/membres/").status_code == 200


def test_installer_l_application_demande_une_preuve_recente(client: Client, personne: Utilisateur) -> None:
    with within_connexion():
        client.force_login(personne)
    assert client.get("/compte/securite/application/")["Location"].startswith("/compte/confirmer/")
    client.post("/compte/confirmer/?next=/compte/securite/application/", {"password": MOT_DE_PASSE})
    page = client.get("/compte/securite/application/").content.decode()
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page)
    assert secret
    reponse = client.post("/compte/securite/application/", {"code": code(secret[1])})
    assert reponse["Location"] == "/compte/securite/codes/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/compte/securite/codes/").content.decode())
    assert len(set(codes)) == 8
    with within_connexion():
        ranges = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret[1] not in ranges, "le secret est chiffré au repos"


def test_une_session_inactive_se_ferme(connecter: Any, facilitateur: Adhesion, settings: Any) -> None:
    client = connecter(facilitateur)
    client.get("/membres/")
    with within_connexion():
        session = client.session
        session["vue_a"] = int(time.time()) - settings.SESSION_INACTIVITE_INTERNE - 1
        session.save()
    reponse = client.get("/membres/", follow=True)
    assert reponse.redirect_chain[0][0].startswith(CONNEXION)
    assert "sans activité" in reponse.content.decode()


def test_une_session_a_une_fin(connecter: Any, facilitateur: Adhesion, settings: Any) -> None:
    client = connecter(facilitateur)
    client.get("/membres/")
    with within_connexion():
        session = client.session
        session["ouverte_a"] = int(time.time()) - settings.SESSION_COOKIE_AGE - 1
        session.save()
    assert client.get("/membres/").status_code == 302


def test_la_cle_de_session_change_a_la_connexion(client: Client, personne: Utilisateur) -> None:
    client.get(CONNEXION)
    avant = client.cookies["session"].value if "session" in client.cookies else ""
    se_connecter(client, personne)
    assert client.cookies["session"].value != avant


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(client: Client, personne: Utilisateur) -> None:
    ailleurs = Client()
    se_connecter(ailleurs, personne)
    se_connecter(client, personne)
    reponse = client.post(
        "/compte/mot-de-passe/", {"oldpassword": MOT_DE_PASSE, "password1": NOUVEAU, "password2": NOUVEAU}
    )
    assert reponse.status_code == 302
    assert client.get("/membres/").status_code == 200
    assert ailleurs.get("/membres/").status_code == 302


def test_on_ferme_ses_autres_sessions(client: Client, personne: Utilisateur) -> None:
    ailleurs = Client()
    se_connecter(ailleurs, personne)
    se_connecter(client, personne)
    assert client.get("/compte/sessions/").content.decode().count("Ouverte le") == 2
    client.post("/compte/sessions/")
    assert ailleurs.get("/membres/").status_code == 302


def test_un_mot_de_passe_oublie_se_remplace(
    client: Client, personne: Utilisateur, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/mot-de-passe/oublie/", {"email": personne.email})
    lien = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body)
    assert lien
    page = client.get(lien[1], follow=True)
    assert "Nouveau mot de passe" in page.content.decode()
    reponse = client.post(page.redirect_chain[-1][0], {"password1": NOUVEAU, "password2": NOUVEAU})
    assert reponse["Location"] == reverse("account_reset_password_from_key_done")
    assert se_connecter(client, personne, NOUVEAU).status_code == 302
    assert "Ce lien ne vaut plus" in Client().get(lien[1]).content.decode()


def test_une_adresse_inconnue_recoit_la_meme_page(
    client: Client, personne: Utilisateur, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post("/compte/mot-de-passe/oublie/", {"email": "x@exemple.fr"})
    assert reponse["Location"] == reverse("account_reset_password_done")
    assert not mail.outbox


def test_chaque_page_du_compte_est_en_francais(client: Client, personne: Utilisateur) -> None:
    for chemin in (CONNEXION, "/compte/mot-de-passe/oublie/", "/compte/ferme/"):
        verifier_la_langue(client.get(chemin).content.decode())
    se_connecter(client, personne)
    client.post("/compte/confirmer/", {"password": MOT_DE_PASSE})
    for chemin in (
        "/compte/",
        "/compte/confirmer/",
        "/compte/deconnexion/",
        "/compte/mot-de-passe/",
        "/compte/securite/",
        "/compte/securite/application/",
        "/compte/securite/cles/",
        "/compte/securite/cles/ajouter/",
        "/compte/sessions/",
        "/espaces/",
    ):
        reponse = client.get(chemin)
        assert reponse.status_code == 200, chemin
        verifier_la_langue(reponse.content.decode())


def verifier_la_langue(page: str) -> None:
    anglais = re.search(r">[^<]*\b(Sign|Password|Two-Factor|Email|Security Key|Remember|Confirm|Activate)\b", page)
    assert anglais is None, anglais
    assert not re.search(r"\sstyle=|\son[a-z]+=", page), "rien que la politique de contenu refuserait"
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page)


def test_les_pages_du_compte_ne_se_gardent_pas(client: Client, db: None) -> None:
    assert "no-store" in client.get(CONNEXION)["Cache-Control"]


def test_un_compte_ferme_n_entre_pas(client: Client, guichet: Any) -> None:
    with within_connexion():
        ferme = creer_utilisateur(is_active=False)
    assert se_connecter(client, ferme).status_code in {200, 302}
    assert client.get("/espaces/").status_code == 302


def test_trop_d_essais_d_une_adresse_montrent_la_page_de_la_maison(client: Client, db: None) -> None:
    for rang in range(30):
        client.post(CONNEXION, {"login": f"p{rang}@exemple.fr", "password": "faux"})
    reponse = client.post(CONNEXION, {"login": "x@exemple.fr", "password": "faux"})
    assert reponse.status_code == 429
    assert "Trop d’essais en peu de temps" in reponse.content.decode()


def test_retirer_les_facteurs_par_la_commande(client: Client, personne: Utilisateur, capsys: Any) -> None:
    ajouter_totp(personne)
    with within_connexion():
        client.force_login(personne)
    call_command("retirer_facteurs", personne.email.upper())
    assert "1 facteur(s)" in capsys.readouterr().out
    assert se_connecter(Client(), personne)["Location"] == "/"
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("retirer_facteurs", "x@exemple.fr")
