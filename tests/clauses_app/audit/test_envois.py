"""The same sending received twice writes once; another text, another page or a correction are other sendings."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses_app.audit.envois import GARDES, oublier_envois
from clauses_app.audit.models import EnvoiRecu
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import ContactEntreprise
from suivi_heures.models import Demarche, Document, EtapeDossier, Note
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot

pytestmark = pytest.mark.django_db
DEJA = "rien n’est écrit une seconde fois"


@pytest.fixture
def camille(guichet, connecter):
    with within_connexion():
        adhesion = creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Camille Ferrand")
    return connecter(adhesion)


@pytest.fixture
def tenue(guichet):
    with within_guichet(guichet.pk):
        return creer_attribution(lot=creer_lot(), entreprise=creer_entreprise(nom="Voirie du Nord"))


def jeton(client, page):
    """As the page gives it: masked anew each time."""
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(page).text)[1]


def _note(tenue):
    page = reverse("suivi_heures:carnet_marche", args=[tenue.marche_id])
    return page, reverse("suivi_heures:noter_marche", args=[tenue.marche_id]), {"texte": "Appelé ce matin."}, Note


def _contact(tenue):
    page = reverse("marches:contact_ajouter", args=[tenue.entreprise_id])
    return (
        page,
        page,
        {"nom": "Nadia Haddad", "fonction": "PAIE", "courriel": "nadia@exemple.fr", "rang": "1"},
        ContactEntreprise,
    )


def _demarche(tenue):
    page = reverse("suivi_heures:demarches_marche", args=[tenue.marche_id])
    champs = {"type": "APPEL", "nombre": "1", "date": "02/03/2026", "entreprise": tenue.entreprise_id}
    return page, page, champs, Demarche


def _dossier(tenue):
    page = reverse("suivi_heures:dossier_ouvrir", args=[tenue.marche_id])
    champs = {"attribution": tenue.pk, "objet": "Chantier arrêté", "date": "02/03/2026", "texte": "Sol pollué."}
    return page, page, champs, EtapeDossier


@pytest.mark.parametrize("scene", [_note, _contact, _demarche, _dossier])
def test_le_meme_envoi_deux_fois_ecrit_une_fois(guichet, camille, tenue, scene):
    page, adresse, champs, modele = scene(tenue)
    envoi = champs | {"csrfmiddlewaretoken": jeton(camille, page)}
    premiere, seconde = (camille.post(adresse, envoi) for _ in range(2))
    assert premiere.status_code == 302, premiere.content.decode()[:2000]
    assert (seconde.status_code, seconde["Location"]) == (302, premiere["Location"])
    assert DEJA in camille.get(seconde["Location"]).text
    with within_guichet(guichet.pk):
        assert modele.objects.count() == 1


def test_un_document_rejoue_est_garde_une_fois_un_autre_contenu_est_un_autre_envoi(guichet, camille, tenue):
    adresse = reverse("suivi_heures:verser_marche", args=[tenue.marche_id])
    cle = jeton(camille, reverse("suivi_heures:carnet_marche", args=[tenue.marche_id]))
    for contenu in (b"%PDF-1.7 un", b"%PDF-1.7 un", b"%PDF-1.7 deux"):
        fichier = SimpleUploadedFile("avis.pdf", contenu, content_type="application/pdf")
        assert camille.post(adresse, {"fichier": fichier, "csrfmiddlewaretoken": cle}).status_code == 302
    with within_guichet(guichet.pk):
        assert Document.objects.count() == 2


def test_revenir_et_changer_le_texte_n_est_jamais_perdu(guichet, camille, tenue):
    page, adresse, champs, _ = _note(tenue)
    cle = jeton(camille, page)
    for texte in ("Appelé.", "Appelé, sans réponse."):
        camille.post(adresse, champs | {"texte": texte, "csrfmiddlewaretoken": cle})
    with within_guichet(guichet.pk):
        assert Note.objects.count() == 2


def test_le_meme_texte_depuis_une_autre_page_est_une_autre_note(guichet, camille, tenue):
    page, adresse, champs, _ = _note(tenue)
    for _ in range(2):
        camille.post(adresse, champs | {"csrfmiddlewaretoken": jeton(camille, page)})
    with within_guichet(guichet.pk):
        assert Note.objects.count() == 2


def test_ce_qui_a_ete_refuse_peut_revenir(guichet, camille, tenue):
    page, adresse, champs, _ = _note(tenue)
    envoi = champs | {"texte": "", "csrfmiddlewaretoken": jeton(camille, page)}
    assert [camille.post(adresse, envoi).status_code for _ in range(2)] == [422, 422]


def test_une_collegue_n_est_pas_arretee_par_l_envoi_d_une_autre(guichet, camille, tenue, connecter):
    page, adresse, champs, _ = _note(tenue)
    envoi = champs | {"csrfmiddlewaretoken": jeton(camille, page)}
    camille.post(adresse, envoi)
    with within_connexion():
        idriss = creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Idriss Diallo")
    connecter(idriss).post(adresse, envoi)
    with within_guichet(guichet.pk):
        assert Note.objects.count() == 2


def test_un_envoi_s_oublie_apres_sept_jours(guichet, camille, tenue, time_machine):
    page, adresse, champs, _ = _note(tenue)
    camille.post(adresse, champs | {"csrfmiddlewaretoken": jeton(camille, page)})
    with within_guichet(guichet.pk):
        assert oublier_envois() == 0
        time_machine.move_to(datetime.datetime.now(datetime.UTC) + GARDES + datetime.timedelta(minutes=1))
        assert oublier_envois() == 1
        assert not EnvoiRecu.objects.exists()
