"""Keys of programs: shown once, seen by whom they concern, closed by a click."""

import re

import pytest
from django.urls import reverse

from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.models import JetonApi
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise

pytestmark = pytest.mark.django_db
ADRESSE = "/jetons/"


def _secret(page):
    trouve = re.search(r'value="(anc_[^"]+)"', page.content.decode())
    return trouve[1] if trouve else None


def test_l_entreprise_cree_un_jeton_montre_une_seule_fois(entreprise, connecter, guichet):
    client = connecter(entreprise)
    page = client.post(ADRESSE, {"libelle": "Logiciel de paie"}, follow=True)
    secret = _secret(page)
    assert secret
    assert _secret(client.get(ADRESSE)) is None
    assert client.get("/api/v1/declarations/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert "dernier appel le" in client.get(ADRESSE).content.decode()
    with within_guichet(guichet.pk):
        assert JetonApi.objects.get().entreprise_id == entreprise.entreprise_id
        assert secret not in str(list(Evenement.objects.filter(verbe=Verbe.JETON_OUVERT).values()))


def test_le_guichet_cree_pour_une_entreprise_et_revoque(facilitateur, entreprise, connecter):
    client = connecter(facilitateur)
    page = client.post(ADRESSE, {"libelle": "Paie", "entreprise": entreprise.entreprise_id}, follow=True)
    secret = _secret(page)
    with within_guichet(facilitateur.guichet_id):
        pk = JetonApi.objects.get().pk
    assert "Paie" in connecter(entreprise).get(ADRESSE).content.decode()
    assert client.post(reverse("suivi_heures:jeton_revoquer", args=[pk])).status_code == 302
    assert client.get("/api/v1/declarations/", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    page = client.get(ADRESSE).content.decode()
    assert "Révoqué le" in page
    assert "par Camille Ferrand" in page


def test_une_autre_entreprise_ne_voit_ni_ne_revoque(entreprise, connecter, guichet, etranger):
    connecter(entreprise).post(ADRESSE, {"libelle": "Logiciel de paie"})
    with within_guichet(guichet.pk):
        autre, pk = creer_entreprise(), JetonApi.objects.get().pk
    with within_connexion():
        voisine = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=autre.pk)
    for curieux in (voisine, etranger):
        client = connecter(curieux)
        assert "Logiciel de paie" not in client.get(ADRESSE).content.decode()
        assert client.post(reverse("suivi_heures:jeton_revoquer", args=[pk])).status_code == 404
    with within_guichet(guichet.pk):
        assert JetonApi.objects.get().revoque_a is None


def test_un_jeton_sans_nom_est_refuse_en_disant_quoi_faire(entreprise, connecter):
    refus = connecter(entreprise).post(ADRESSE, {"libelle": ""})
    assert refus.status_code == 422
    assert "Dites à quoi ce jeton servira" in refus.content.decode()


def test_dix_jetons_ouverts_suffisent(entreprise, connecter):
    client = connecter(entreprise)
    for rang in range(10):
        assert client.post(ADRESSE, {"libelle": f"Logiciel {rang}"}).status_code == 302
    refus = client.post(ADRESSE, {"libelle": "Encore un"})
    assert refus.status_code == 422
    assert "révoquez d’abord" in refus.content.decode()
