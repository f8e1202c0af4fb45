"""The file of a person through its doors: nothing sensitive in the page, conflicts said, gestures that undo."""

import pytest
from django.urls import reverse

from beneficiaires.models import Beneficiaire, Justificatif
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.comptes import creer_adhesion

pytestmark = pytest.mark.django_db


@pytest.fixture
def personne(guichet):
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire(nom="SISSOKO", prenom="Mariam", commune="Vitry")
        creer_decision(beneficiaire=personne, categorie="B_RQTH", prescripteur="CAP_EMPLOI")
        creer_contrat(beneficiaire=personne, date_fin=None)
        Justificatif.objects.create(
            beneficiaire=personne, categorie="B_RQTH", nature="Décision CDAPH", emis_le="2025-01-02"
        )
        return personne


def test_la_fiche_ne_dit_ni_critere_ni_piece_ni_prescripteur(connecter, facilitateur, personne):
    page = connecter(facilitateur).get(reverse("beneficiaires:fiche", args=[personne.pk])).content.decode()
    assert "Pièce du 02/01/2025" in page
    for mot in ("RQTH", "CDAPH", "Cap emploi", "handicap"):
        assert mot not in page


def test_les_criteres_lus_s_effacent_au_bout_de_cinq_minutes(connecter, facilitateur, personne):
    adresse = reverse("beneficiaires:reveler", args=[personne.pk])
    page = connecter(facilitateur).post(adresse, {"motif": "contrôle"}, headers={"HX-Request": "true"}).content.decode()
    assert 'data-masquer-apres="300"' in page
    assert "Cap emploi" in page


def test_le_responsable_voit_qui_a_lu_et_pourquoi(connecter, facilitateur, guichet, personne):
    connecter(facilitateur).post(reverse("beneficiaires:reveler", args=[personne.pk]), {"motif": "contrôle du dossier"})
    with within_connexion():
        responsable = creer_adhesion(guichet=guichet, role="ADMIN_GUICHET")
    adresse = reverse("beneficiaires:fiche", args=[personne.pk])
    assert "contrôle du dossier" in connecter(responsable).get(adresse).content.decode()
    assert "contrôle du dossier" not in connecter(facilitateur).get(adresse).content.decode()


def test_deux_personnes_modifient_la_seconde_voit_les_deux_valeurs(connecter, facilitateur, guichet, personne):
    adresse = reverse("beneficiaires:modifier", args=[personne.pk])
    client = connecter(facilitateur)
    saisie = {"nom": "SISSOKO", "prenom": "Mariam", "date_naissance": "01/01/1990", "sexe": "", "version": "0"}
    assert client.post(adresse, saisie | {"commune": "Ivry"}).status_code == 302
    reponse = client.post(adresse, saisie | {"commune": "Créteil"})
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "Ivry" in page
    assert "Créteil" in page
    assert 'name="version" value="1"' in page
    assert client.post(adresse, saisie | {"commune": "Créteil", "version": "1"}).status_code == 302
    with within_guichet(guichet.pk):
        assert Beneficiaire.objects.get(pk=personne.pk).commune == "Créteil"


def test_une_fiche_reunie_mene_a_celle_qui_est_gardee(connecter, facilitateur, guichet, personne):
    with within_guichet(guichet.pk):
        absorbee = creer_beneficiaire(fusionne_dans=personne)
    reponse = connecter(facilitateur).get(reverse("beneficiaires:fiche", args=[absorbee.pk]))
    assert reponse.url == reverse("beneficiaires:fiche", args=[personne.pk])


@pytest.mark.parametrize(
    "statut", ["en_contrat", "fin_proche", "sans_decision", "piece", "doublon", "anonymisees", "x"]
)
def test_chaque_vue_de_la_liste_repond(connecter, facilitateur, personne, statut):
    reponse = connecter(facilitateur).get(reverse("beneficiaires:liste"), {"statut": statut})
    assert reponse.status_code == 200
    assert ("SISSOKO" in reponse.content.decode()) is (statut in {"en_contrat", "sans_decision", "piece", "x"})


def test_la_fiche_ne_coute_que_quelques_requetes(connecter, facilitateur, personne, django_assert_max_num_queries):
    client = connecter(facilitateur)
    adresse = reverse("beneficiaires:fiche", args=[personne.pk])
    client.get(adresse)
    with django_assert_max_num_queries(30):  # savepoints, context and session of the request included
        client.get(adresse)
