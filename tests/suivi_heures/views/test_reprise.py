"""The screen of a reprise: drop, read, keep. Nobody but the guichet's manager."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses_app.audit.models import Evenement
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import Heure, Reprise
from tests.factories.comptes import creer_adhesion

DONNEES = Path(__file__).parents[2] / "donnees" / "decompte"
pytestmark = pytest.mark.django_db


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="ADMIN_GUICHET", nom="Inès Roy")


@pytest.fixture
def client_responsable(responsable, connecter):
    return connecter(responsable)


@pytest.fixture
def contenu(guichet):
    lu = json.loads((DONNEES / "essai-104.json").read_bytes())
    lu["guichet"] = {"code": guichet.code, "nom": guichet.nom, "type": guichet.type}
    return lu


@pytest.fixture
def deposer(client_responsable, django_capture_on_commit_callbacks):
    """Drop a file, let the worker work, give the address of its page."""

    def _deposer(octets, nom="reprise.json"):
        with django_capture_on_commit_callbacks(execute=True):
            return client_responsable.post(
                reverse("suivi_heures:reprise"), {"fichier": SimpleUploadedFile(nom, octets)}
            )

    return _deposer


def octets(contenu):
    return json.dumps(contenu).encode()


def dernier(guichet):
    with within_guichet(guichet.pk):
        return Reprise.objects.latest("pk")


def nombre_d_heures(guichet):
    with within_guichet(guichet.pk):
        return Heure.objects.count()


def test_le_fichier_est_essaye_a_blanc_avant_tout(deposer, client_responsable, guichet, contenu):
    reponse = deposer(octets(contenu))
    page = client_responsable.get(reponse.url).content.decode()
    assert "rien n’est encore gardé" in page
    assert "ne s’annule pas" in page
    assert contenu["marches"][0]["ref"] in page
    assert dernier(guichet).statut == "EXAMINEE"
    assert nombre_d_heures(guichet) == 0


def test_garder_fait_entrer_le_fichier_et_en_oublie_le_contenu(
    deposer, client_responsable, guichet, contenu, django_capture_on_commit_callbacks
):
    deposer(octets(contenu))
    depot = dernier(guichet)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client_responsable.post(reverse("suivi_heures:reprise_garder", args=[depot.identifiant]))
    assert "Le fichier est repris" in client_responsable.get(reponse.url).content.decode()
    assert nombre_d_heures(guichet) == 194
    depot = dernier(guichet)
    assert (depot.statut, depot.contenu) == ("GARDEE", None)
    with within_guichet(guichet.pk):
        assert Evenement.objects.get(verbe="REPRISE_FAITE").par_nom == "Inès Roy"


def test_garder_deux_fois_ne_garde_qu_une_fois(
    deposer, client_responsable, guichet, contenu, django_capture_on_commit_callbacks
):
    deposer(octets(contenu))
    adresse = reverse("suivi_heures:reprise_garder", args=[dernier(guichet).identifiant])
    with django_capture_on_commit_callbacks(execute=True):
        client_responsable.post(adresse)
    with django_capture_on_commit_callbacks(execute=True) as appels:
        reponse = client_responsable.post(adresse, follow=True)
    assert appels == []
    assert "déjà gardée" in reponse.content.decode()


def test_les_fautes_sont_montrees_avec_leur_chemin(deposer, client_responsable, guichet, contenu):
    contenu["heures"][3]["heures"] = 35
    page = client_responsable.get(deposer(octets(contenu)).url).content.decode()
    assert "heures[3].heures" in page
    assert "refusé en entier" in page
    assert dernier(guichet).contenu is None


def test_le_fichier_d_un_autre_guichet_est_refuse(deposer, client_responsable, contenu):
    contenu["guichet"]["code"] = "ailleurs"
    assert "autre guichet" in client_responsable.get(deposer(octets(contenu)).url).content.decode()


@pytest.mark.parametrize("contenu_recu", [b"", b"\x00\xff", b"[", b"nom;heures\n", b'{"format": NaN}'])
def test_n_importe_quoi_est_refuse_en_une_phrase(deposer, client_responsable, contenu_recu):
    reponse = deposer(contenu_recu)
    page = reponse if reponse.status_code == 422 else client_responsable.get(reponse.url)
    assert page.status_code in (200, 422)
    assert "refusé en entier" in page.content.decode() or "vide" in page.content.decode()


def test_sans_fichier_la_page_dit_quoi_faire(client_responsable, deposer):
    reponse = client_responsable.post(reverse("suivi_heures:reprise"))
    assert reponse.status_code == 422
    assert "Choisissez le fichier" in reponse.content.decode()


def test_abandonner_oublie_le_fichier(deposer, client_responsable, guichet, contenu):
    deposer(octets(contenu))
    depot = dernier(guichet)
    client_responsable.post(reverse("suivi_heures:reprise_abandonner", args=[depot.identifiant]))
    assert (dernier(guichet).statut, dernier(guichet).contenu) == ("ABANDONNEE", None)
    assert (
        "abandonné"
        in client_responsable.get(reverse("suivi_heures:reprise_examen", args=[depot.identifiant])).content.decode()
    )


def test_un_nouveau_fichier_remplace_celui_qui_attendait(deposer, guichet, contenu):
    deposer(octets(contenu))
    premier = dernier(guichet)
    deposer(octets(contenu))
    with within_guichet(guichet.pk):
        assert Reprise.objects.get(pk=premier.pk).contenu is None


def test_tant_que_le_travail_dure_la_page_se_relit(client_responsable, guichet, contenu):
    client_responsable.post(reverse("suivi_heures:reprise"), {"fichier": SimpleUploadedFile("r.json", octets(contenu))})
    adresse = reverse("suivi_heures:reprise_examen", args=[dernier(guichet).identifiant])
    page = client_responsable.get(adresse).content.decode()
    fragment = client_responsable.get(adresse, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in fragment
    assert fragment.strip() in page


def test_une_panne_est_dite_sur_la_page(deposer, client_responsable, contenu, monkeypatch):
    def casser(**_):
        raise RuntimeError("panne")

    monkeypatch.setattr("suivi_heures.tasks.examiner_reprise", casser)
    page = client_responsable.get(deposer(octets(contenu)).url).content.decode()
    assert "rien n’a été gardé" in page


def test_seul_le_responsable_du_guichet_reprend(connecter, facilitateur, guichet):
    client = connecter(facilitateur)
    assert client.get(reverse("suivi_heures:reprise")).status_code == 403
    assert client.post(reverse("suivi_heures:reprise")).status_code == 403


def test_un_autre_guichet_ne_voit_pas_le_fichier(deposer, guichet, autre_guichet, contenu, connecter):
    deposer(octets(contenu))
    with within_connexion():
        voisin = creer_adhesion(guichet=autre_guichet, role="ADMIN_GUICHET", nom="Voisine")
    client = connecter(voisin)
    for nom, methode in (("examen", "get"), ("garder", "post"), ("abandonner", "post")):
        adresse = reverse(f"suivi_heures:reprise_{nom}", args=[dernier(guichet).identifiant])
        assert getattr(client, methode)(adresse).status_code == 404
