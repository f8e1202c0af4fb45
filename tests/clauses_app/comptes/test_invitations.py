"""The letter of invitation: one address, one place, once, fourteen days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from clauses_app.comptes.models import Adhesion, Guichet, Invitation, Utilisateur
from clauses_app.comptes.services.inviter import inviter
from clauses_app.comptes.tasks import envoyer_invitation
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.factories.comptes import creer_adhesion, creer_utilisateur

FICHE = {"prenom": "Nina", "nom": "Roy", "mot_de_passe": "des mots longs et tranquilles"}
Lettre = Callable[..., str]


@pytest.fixture
def lettre(guichet: Guichet, facilitateur: Adhesion) -> Lettre:
    """`lettre()` → path of the link received."""

    def _lettre(courriel: str = "nina@exemple.fr") -> str:
        with within_guichet(guichet.pk):
            invitation = inviter(par=facilitateur, courriel=courriel, nom_affiche="Nina Roy", role="FACILITATEUR")
        return _lire(invitation)

    return _lettre


def _lire(invitation: Invitation) -> str:
    envoyer_invitation(invitation.guichet_id, invitation.pk)
    lien = re.search(r"http://[^/]+(/invitation/\S+)", mail.outbox[-1].body)
    assert lien
    return lien[1]


def test_la_lettre_est_en_francais_et_nomme_le_guichet(lettre: Lettre) -> None:
    lettre()
    message = mail.outbox[0]
    assert message.subject == "Maison de l’emploi A vous invite dans Ancrage"
    assert "Camille Ferrand vous invite" in message.body
    assert message.to == ["nina@exemple.fr"]


def test_seule_l_empreinte_du_jeton_est_gardee(lettre: Lettre, guichet: Guichet) -> None:
    jeton = lettre().split("/")[2]
    with within_guichet(guichet.pk):
        empreinte = Invitation.objects.get().empreinte_jeton
    assert len(jeton) >= 43, "256 bits"
    assert jeton not in empreinte


def test_accepter_cree_le_compte_et_entre(client: Client, lettre: Lettre, guichet: Guichet) -> None:
    lien = lettre()
    assert "nina@exemple.fr" in client.get(lien).content.decode()
    assert client.post(lien, FICHE)["Location"] == "/"
    assert client.get("/membres/").status_code == 200
    with within_guichet(guichet.pk):
        assert Adhesion.objects.get(courriel="nina@exemple.fr").role == "FACILITATEUR"


def test_un_lien_sert_une_fois(client: Client, lettre: Lettre) -> None:
    lien = lettre()
    client.post(lien, FICHE)
    reponse = Client().get(lien)
    assert reponse.status_code == 404
    assert "ne vaut plus" in reponse.content.decode()


def test_un_mot_de_passe_trop_court_ne_perd_rien(client: Client, lettre: Lettre) -> None:
    page = client.post(lettre(), FICHE | {"mot_de_passe": "court"}).content.decode()
    assert "Roy" in page
    with within_connexion():
        assert not Utilisateur.objects.filter(email="nina@exemple.fr").exists()


def test_un_compte_existant_se_connecte_d_abord(client: Client, lettre: Lettre, guichet: Guichet) -> None:
    lien = lettre()
    with within_connexion():
        nina = creer_utilisateur(email="nina@exemple.fr")
    assert "Un compte existe déjà" in client.get(lien).content.decode()
    assert client.post(lien, FICHE).status_code == 200, "personne d’autre ne prend le compte"
    with within_connexion():
        client.force_login(nina)
    assert client.post(lien)["Location"] == "/"
    with within_guichet(guichet.pk):
        assert Adhesion.objects.filter(utilisateur_id=nina.pk).exists()


def test_une_autre_adresse_est_refusee(client: Client, lettre: Lettre, guichet: Guichet) -> None:
    lien = lettre()
    with within_connexion():
        client.force_login(creer_utilisateur())
    assert "n’est pas pour" in client.post(lien).content.decode()
    with within_guichet(guichet.pk):
        assert not Adhesion.objects.filter(courriel="nina@exemple.fr").exists()


def test_un_lien_perime_ne_vaut_plus(client: Client, lettre: Lettre, guichet: Guichet) -> None:
    lien = lettre()
    with within_guichet(guichet.pk):
        Invitation.objects.update(expire_a=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(lien).status_code == 404


def test_les_droits_de_l_auteur_sont_relus(
    client: Client, lettre: Lettre, guichet: Guichet, facilitateur: Adhesion
) -> None:
    lien = lettre()
    with within_guichet(guichet.pk):
        Adhesion.objects.filter(pk=facilitateur.pk).update(est_active=False)
    assert client.get(lien).status_code == 404


def test_renvoyer_remplace_le_lien(connecter: Any, lettre: Lettre, guichet: Guichet, facilitateur: Adhesion) -> None:
    ancien = lettre()
    with within_guichet(guichet.pk):
        invitation = Invitation.objects.get()
    assert connecter(facilitateur).post(f"/invitations/{invitation.pk}/renvoyer/").status_code == 302
    nouveau = _lire(invitation)
    assert Client().get(ancien).status_code == 404
    assert Client().get(nouveau).status_code == 200


def test_retirer_ferme_le_lien(connecter: Any, lettre: Lettre, guichet: Guichet, facilitateur: Adhesion) -> None:
    lien = lettre()
    with within_guichet(guichet.pk):
        invitation = Invitation.objects.get()
    connecter(facilitateur).post(f"/invitations/{invitation.pk}/retirer/")
    assert Client().get(lien).status_code == 404


def test_une_place_fermee_se_rouvre_par_invitation(client: Client, lettre: Lettre, guichet: Guichet) -> None:
    client.post(lettre(), FICHE)
    with within_guichet(guichet.pk):
        Adhesion.objects.filter(courriel="nina@exemple.fr").update(est_active=False)
    client.post(lettre())
    with within_guichet(guichet.pk):
        assert Adhesion.objects.get(courriel="nina@exemple.fr").est_active


@pytest.mark.parametrize("jeton", ["x", "é" * 300, "..", "%00", "a" * 5000])
def test_un_jeton_invente_n_ouvre_rien(client: Client, db: None, jeton: str) -> None:
    assert client.get(f"/invitation/{jeton}/").status_code == 404


def test_inviter_envoie_la_lettre_une_fois_la_ligne_gardee(
    connecter: Any, facilitateur: Adhesion, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        connecter(facilitateur).post(
            "/membres/inviter/", {"courriel": "nina@exemple.fr", "nom_affiche": "Nina Roy", "role": "FACILITATEUR"}
        )
    assert [message.to for message in mail.outbox] == [["nina@exemple.fr"]]
    lien = re.search(r"http://[^/]+(/invitation/\S+)", mail.outbox[0].body)
    assert lien
    assert Client().get(lien[1]).status_code == 200


def test_un_membre_ne_s_invite_pas_sous_un_autre_role(guichet: Guichet, facilitateur: Adhesion) -> None:
    with within_connexion():
        responsable = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET")
    with within_guichet(guichet.pk), pytest.raises(ValidationError, match="déjà membre, comme facilitat"):
        inviter(par=responsable, courriel=facilitateur.courriel, nom_affiche="Camille", role="ADMIN_GUICHET")


def test_un_membre_entre_temps_n_a_pas_deux_places(connecter: Any, lettre: Lettre, guichet: Guichet) -> None:
    lien = lettre()
    with within_connexion():
        nina = creer_utilisateur(email="nina@exemple.fr")
        adhesion = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", utilisateur=nina)
    connecter(adhesion).post(lien)
    with within_connexion():
        assert [a.role for a in Adhesion.objects.filter(utilisateur=nina)] == ["ADMIN_GUICHET"]


def test_une_invitation_mal_remplie_est_refusee_en_422(connecter: Any, facilitateur: Adhesion) -> None:
    assert connecter(facilitateur).post("/membres/inviter/", {"courriel": "x"}).status_code == 422


def test_l_adresse_d_un_bouton_ouverte_comme_une_page_le_dit_en_francais(
    connecter: Any, facilitateur: Adhesion
) -> None:
    reponse = connecter(facilitateur).get("/espace/neant/")
    assert reponse.status_code == 405
    assert "ne s’ouvre pas comme une page" in reponse.content.decode()
    assert "Revenir à l’accueil" in reponse.content.decode()
