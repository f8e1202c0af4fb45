"""Drop a file, watch it being read, see what it gave."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from marches import tasks
from marches.models import ImportDecp, MarcheDecp
from tests.marches.imports.fabrique_decp import JSON_120


@pytest.fixture
def client(connecter, facilitateur):
    return connecter(facilitateur)


def deposer(client, contenu=b"{}", nom="marches.json"):
    return client.post(reverse("marches:decp_importer"), {"fichier": SimpleUploadedFile(nom, contenu)})


def sans_jeton(reponse):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", reponse.content.decode())


def lire_depot(guichet):
    with within_guichet(guichet.pk):
        return ImportDecp.objects.get()


def test_un_fichier_depose_est_lu_par_une_tache_et_son_bilan_montre(
    client, guichet, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reponse = deposer(client, JSON_120.read_bytes(), "120.json")
    depot = lire_depot(guichet)
    assert (depot.statut, depot.avancement, depot.bilan["crees"], depot.contenu) == ("TERMINE", 100, 120, None)
    page = client.get(reponse.url).content.decode()
    assert "Nouveaux" in page
    assert "every 1s" not in page


def test_tant_que_le_fichier_n_est_pas_lu_la_page_attend_et_se_relit(client, guichet):
    reponse = deposer(client)
    assert lire_depot(guichet).statut == "DEPOSE"
    page = sans_jeton(client.get(reponse.url))
    assert 'hx-trigger="every 1s"' in page
    assert 'role="progressbar"' in page
    fragment = sans_jeton(client.get(reponse.url, headers={"HX-Request": "true"}))
    assert fragment.strip().startswith('<div id="suite"')
    assert fragment.strip() in page


def test_un_message_perdu_se_relance_a_la_main(client, guichet, django_capture_on_commit_callbacks):
    deposer(client, JSON_120.read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("marches:decp_relancer", args=[lire_depot(guichet).pk]))
    assert lire_depot(guichet).statut == "TERMINE"


def test_un_fichier_sans_marche_dit_pourquoi(client, guichet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        reponse = deposer(client, b"<html>502</html>", "marches.json")
    assert lire_depot(guichet).statut == "ECHEC"
    assert "page web" in client.get(reponse.url).content.decode()


def test_une_panne_de_lecture_n_est_pas_une_page_qui_tourne_sans_fin(
    client, guichet, django_capture_on_commit_callbacks, monkeypatch
):
    def tomber(contenu):
        raise MemoryError

    monkeypatch.setattr(tasks, "lire_decp", tomber)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = deposer(client)
    assert lire_depot(guichet).statut == "ECHEC"
    assert "Déposez de nouveau" in client.get(reponse.url).content.decode()


def test_la_tache_livree_deux_fois_n_importe_qu_une_fois(client, guichet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        deposer(client, JSON_120.read_bytes())
    depot = lire_depot(guichet)
    tasks.importer_decp_depose(guichet.pk, import_id=depot.pk)
    assert lire_depot(guichet).bilan["crees"] == 120
    with within_guichet(guichet.pk):
        assert MarcheDecp.objects.count() == 120


def test_le_meme_fichier_depose_deux_fois_de_suite_n_est_lu_qu_une_fois(client, guichet):
    assert deposer(client).url == deposer(client).url


@pytest.mark.parametrize(("contenu", "phrase"), [(None, "Choisissez le fichier"), (b"", "est vide")])
def test_un_depot_sans_contenu_est_refuse_a_sa_place(client, contenu, phrase):
    reponse = client.post(reverse("marches:decp_importer"), {}) if contenu is None else deposer(client, contenu)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()


def test_l_import_d_un_autre_guichet_n_existe_pas(client, autre_guichet):
    with within_guichet(autre_guichet.pk):
        pk = ImportDecp.objects.create(nom_fichier="x", contenu=b"{}", empreinte="0").pk
    assert client.get(reverse("marches:decp_import", args=[pk])).status_code == 404
    assert client.post(reverse("marches:decp_relancer", args=[pk])).status_code == 404
