"""Members: who sees, invites, changes, closes; a guichet never stays without a responsable."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.models import Adhesion, Guichet, Invitation
from clauses_app.comptes.services.changer_role import changer_role
from clauses_app.comptes.services.desactiver_adhesion import desactiver_adhesion
from clauses_app.comptes.services.inviter import inviter
from clauses_app.tenancy.contexte import Contexte, basculer, entrer, within_connexion, within_guichet
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise, creer_maitre_ouvrage


def prouver(client: Client, adhesion: Adhesion) -> Client:
    """The person has just given the password again."""
    with within_connexion():
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(adhesion.utilisateur_id)
        session.save()
    return client


@pytest.fixture
def responsable(guichet: Guichet) -> Adhesion:
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Morel")


@pytest.fixture
def entreprise(guichet: Guichet) -> Adhesion:
    with within_guichet(guichet.pk):
        tenue = creer_entreprise(nom="Paveurs réunis")
    with within_connexion():
        return creer_adhesion(
            guichet=guichet, role="ENTREPRISE", nom="Paul Petit", entreprise_id=tenue.pk, organisation_nom=tenue.nom
        )


def test_l_equipe_voit_tous_les_membres(connecter: Any, facilitateur: Adhesion, entreprise: Adhesion) -> None:
    page = connecter(facilitateur).get("/membres/").content.decode()
    assert "Camille Ferrand" in page
    assert "Paul Petit" in page


def test_une_entreprise_voit_les_siens(connecter: Any, facilitateur: Adhesion, entreprise: Adhesion) -> None:
    page = connecter(entreprise).get("/membres/").content.decode()
    assert "Camille Ferrand" not in page
    assert "Paul Petit" in page


def test_inviter_depuis_la_page(connecter: Any, facilitateur: Adhesion, guichet: Guichet) -> None:
    client = connecter(facilitateur)
    reponse = client.post(
        "/membres/inviter/", {"courriel": "Nina@Exemple.fr", "nom_affiche": "Nina Roy", "role": "FACILITATEUR"}
    )
    assert reponse.status_code == 302
    with within_guichet(guichet.pk):
        invitation = Invitation.objects.get()
        assert (invitation.courriel, invitation.par_nom) == ("nina@exemple.fr", "Camille Ferrand")
        assert Evenement.objects.filter(verbe=Verbe.MEMBRE_INVITE).exists()
    assert "Nina Roy" in client.get("/membres/").content.decode()


def test_une_organisation_va_avec_son_role(connecter: Any, facilitateur: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        acheteur = creer_maitre_ouvrage(nom="Ville d’Orly")
    base = {"courriel": "a@exemple.fr", "nom_affiche": "A"}
    client = connecter(facilitateur)
    faux = client.post("/membres/inviter/", base | {"role": "ENTREPRISE", "organisation": f"acheteur-{acheteur.pk}"})
    assert "va avec le rôle" in faux.content.decode()
    sans = client.post("/membres/inviter/", base | {"role": "ACHETEUR", "organisation": ""})
    assert "Choisissez l’organisation" in sans.content.decode()
    client.post("/membres/inviter/", base | {"role": "ACHETEUR", "organisation": f"acheteur-{acheteur.pk}"})
    with within_guichet(guichet.pk):
        assert Invitation.objects.get().maitre_ouvrage_id == acheteur.pk


def test_une_entreprise_n_invite_que_chez_elle(connecter: Any, entreprise: Adhesion, guichet: Guichet) -> None:
    client = connecter(entreprise)
    base = {"courriel": "a@exemple.fr", "nom_affiche": "A"}
    refus = client.post("/membres/inviter/", base | {"role": "FACILITATEUR"})
    assert refus.status_code == 422
    client.post("/membres/inviter/", base | {"role": "ENTREPRISE", "organisation": "entreprise-999"})
    with within_guichet(guichet.pk):
        assert Invitation.objects.get().entreprise_id == entreprise.entreprise_id


def test_la_page_d_une_entreprise_porte_le_role_qu_elle_n_a_pas_a_choisir(
    connecter: Any, entreprise: Adhesion, guichet: Guichet
) -> None:
    client = connecter(entreprise)
    page = client.get("/membres/inviter/").content.decode()
    caches = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', page))
    caches.pop("csrfmiddlewaretoken", None)
    reponse = client.post("/membres/inviter/", caches | {"courriel": "a@exemple.fr", "nom_affiche": "A"})
    assert reponse.status_code == 302
    with within_guichet(guichet.pk):
        assert Invitation.objects.get().role == "ENTREPRISE"


def test_la_base_refuse_une_invitation_ailleurs(entreprise: Adhesion, guichet: Guichet) -> None:
    contexte = Contexte(
        role="externe",
        guichet_id=guichet.pk,
        adhesion_id=entreprise.pk,
        entreprise_id=entreprise.entreprise_id,
    )
    with pytest.raises(Exception, match="row-level security"), entrer(contexte):
        Invitation.objects.create(
            courriel="a@exemple.fr",
            nom_affiche="A",
            role="ENTREPRISE",
            entreprise_id=(entreprise.entreprise_id or 0) + 1,
            empreinte_jeton="x",
            expire_a="2030-01-01T00:00Z",
        )


def test_seul_un_responsable_invite_un_responsable(facilitateur: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk), pytest.raises(ValidationError, match="ne permet pas"):
        inviter(par=facilitateur, courriel="a@exemple.fr", nom_affiche="A", role="ADMIN_GUICHET")


def test_on_n_invite_pas_deux_fois(facilitateur: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        inviter(par=facilitateur, courriel="a@exemple.fr", nom_affiche="A", role="FACILITATEUR")
        with pytest.raises(ValidationError, match="attend déjà"):
            inviter(par=facilitateur, courriel="A@exemple.fr", nom_affiche="A", role="FACILITATEUR")
        with pytest.raises(ValidationError, match="déjà membre"):
            inviter(par=facilitateur, courriel=facilitateur.courriel, nom_affiche="A", role="FACILITATEUR")


def test_changer_un_role_demande_une_preuve_recente(
    connecter: Any, responsable: Adhesion, facilitateur: Adhesion
) -> None:
    client = connecter(responsable)
    adresse = f"/membres/{facilitateur.pk}/"
    assert client.get(adresse)["Location"].startswith("/compte/confirmer/?next=%2Fmembres%2F")
    prouver(client, responsable)
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"role": "ADMIN_GUICHET"}).status_code == 302
    assert "a changé les droits de" in client.get(adresse).content.decode()


def test_un_facilitateur_ne_change_pas_les_roles(connecter: Any, facilitateur: Adhesion) -> None:
    client = prouver(connecter(facilitateur), facilitateur)
    assert client.get(f"/membres/{facilitateur.pk}/").status_code == 403


def test_le_dernier_responsable_reste(responsable: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk):
        with pytest.raises(ValidationError, match="seule personne responsable"):
            changer_role(par=responsable, adhesion=responsable, role="FACILITATEUR")
        with pytest.raises(ValidationError, match="seule personne responsable"):
            desactiver_adhesion(par=responsable, adhesion=responsable)


def test_avec_un_second_responsable_le_premier_peut_partir(responsable: Adhesion, guichet: Guichet) -> None:
    with within_connexion():
        creer_adhesion(guichet=guichet, role="ADMIN_GUICHET")
    with within_guichet(guichet.pk):
        desactiver_adhesion(par=responsable, adhesion=responsable)
        assert not Adhesion.objects.get(pk=responsable.pk).est_active


def test_un_externe_ne_devient_pas_interne(responsable: Adhesion, entreprise: Adhesion, guichet: Guichet) -> None:
    with within_guichet(guichet.pk), pytest.raises(ValidationError, match="va avec une organisation"):
        changer_role(par=responsable, adhesion=entreprise, role="FACILITATEUR")


def test_fermer_un_acces_vaut_au_geste_suivant(connecter: Any, responsable: Adhesion, facilitateur: Adhesion) -> None:
    sienne = connecter(facilitateur)
    assert sienne.get("/membres/").status_code == 200
    client = prouver(connecter(responsable), responsable)
    client.post(f"/membres/{facilitateur.pk}/fermer/")
    assert sienne.get("/membres/")["Location"].startswith("/espaces/")
    assert "n’ouvre aucun espace" in sienne.get("/espaces/").content.decode()
    client.post(f"/membres/{facilitateur.pk}/rouvrir/")
    assert sienne.get("/membres/").status_code == 200


def test_une_adhesion_ne_change_pas_de_main(facilitateur: Adhesion, responsable: Adhesion, guichet: Guichet) -> None:
    with pytest.raises(Exception, match="permission denied"), within_guichet(guichet.pk):
        Adhesion.objects.filter(pk=facilitateur.pk).update(utilisateur_id=responsable.utilisateur_id)


def test_plusieurs_espaces_se_choisissent(connecter: Any, facilitateur: Adhesion, autre_guichet: Guichet) -> None:
    with within_connexion():
        seconde = creer_adhesion(guichet=autre_guichet, role="FACILITATEUR", utilisateur=facilitateur.utilisateur)
    client = connecter(facilitateur)
    page = client.get("/espaces/").content.decode()
    assert "PLIE B" in page
    assert client.post("/espaces/", {"adhesion": seconde.pk, "next": "/membres/"})["Location"] == "/membres/"
    assert "PLIE B" in client.get("/membres/").content.decode()


def test_sans_choix_on_passe_par_les_espaces(facilitateur: Adhesion, autre_guichet: Guichet) -> None:
    with within_connexion():
        creer_adhesion(guichet=autre_guichet, role="FACILITATEUR", utilisateur=facilitateur.utilisateur)
        client = Client()
        client.force_login(facilitateur.utilisateur)
    assert client.get("/membres/?x=1")["Location"] == "/espaces/?next=%2Fmembres%2F%3Fx%3D1"


def test_on_ne_choisit_pas_l_espace_d_un_autre(connecter: Any, facilitateur: Adhesion, autre_guichet: Guichet) -> None:
    with within_connexion():
        etrangere = creer_adhesion(guichet=autre_guichet, role="FACILITATEUR")
    client = connecter(facilitateur)
    assert client.post("/espaces/", {"adhesion": etrangere.pk}).status_code == 200
    assert "PLIE B" not in client.get("/membres/").content.decode()


def test_changer_son_nom_le_change_partout(connecter: Any, facilitateur: Adhesion, guichet: Guichet) -> None:
    client = connecter(facilitateur)
    client.post("/compte/", {"prenom": "Camille", "nom": "Durand", "telephone": "01 02 03 04 05"})
    with within_guichet(guichet.pk):
        assert Adhesion.objects.get(pk=facilitateur.pk).nom_affiche == "Camille Durand"


def test_un_externe_n_ecrit_pas_au_nom_d_un_autre(entreprise: Adhesion, facilitateur: Adhesion) -> None:
    contexte = Contexte(role="externe", guichet_id=entreprise.guichet_id, adhesion_id=entreprise.pk)
    with pytest.raises(Exception, match="row-level security"), entrer(Contexte(role="connexion")), basculer(contexte):
        Evenement.objects.create(verbe=Verbe.CONNEXION, par_id=facilitateur.pk)
