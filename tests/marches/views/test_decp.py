"""The list to qualify, one published contract, the decision on it."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from marches.imports.decp import lire_decp
from marches.models import EngagementHeures, Marche, MarcheDecp
from marches.services.importer_decp import importer_decp
from tests.factories.marches import creer_regle
from tests.marches.imports.fabrique_decp import ACHETEUR, JSON_120, TITULAIRE, lire_json, marche

LISTE = "marches:decp"


@pytest.fixture
def client(connecter, facilitateur):
    return connecter(facilitateur)


@pytest.fixture
def publier(guichet):
    def _publier(*marches):
        with within_guichet(guichet.pk):
            importer_decp(lecture=lire_json(*marches), source="essai.json", par=None)
            return [publie.pk for publie in MarcheDecp.objects.order_by("pk")]

    return _publier


@pytest.fixture
def cent_vingt(guichet):
    with within_guichet(guichet.pk):
        importer_decp(lecture=lire_decp(JSON_120.read_bytes()), source="essai.json", par=None)


def lire(guichet, pk):
    with within_guichet(guichet.pk):
        return MarcheDecp.objects.get(pk=pk)


def lignes(reponse):
    return len(re.findall(r'role="rowheader"', reponse.content.decode()))


def test_sans_marche_la_page_dit_quoi_faire(client):
    assert "Importez un fichier" in client.get(reverse(LISTE)).content.decode()


@pytest.mark.usefixtures("cent_vingt")
class TestListe:
    def test_cinquante_marches_par_page(self, client):
        assert lignes(client.get(reverse(LISTE))) == 50
        assert lignes(client.get(reverse(LISTE), {"page": 3})) == 20

    def test_une_page_ne_coute_que_quelques_requetes(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(18):
            client.get(reverse(LISTE))

    @pytest.mark.parametrize(
        ("filtres", "attendues"),
        [
            ({"sociale": "1", "page": "2"}, 50),
            ({"q": "2024-109-10"}, 1),
            ({"acheteur": "458204963 00029", "q": "2024-109"}, 3),
            ({"etat": "DOUTEUX"}, 0),
            ({"etat": "inconnu", "tri": "inconnu"}, 50),
            ({"q": "introuvable"}, 0),
        ],
    )
    def test_chaque_filtre_retient_les_siens(self, client, filtres, attendues):
        assert lignes(client.get(reverse(LISTE), filtres)) == attendues

    def test_le_tri_par_montant_met_le_plus_eleve_en_tete(self, client, guichet):
        with within_guichet(guichet.pk):
            plus_cher = MarcheDecp.objects.order_by("-montant_ht").first()
        page = client.get(reverse(LISTE), {"tri": "montant"}).content.decode()
        assert page.index(f"/marches-publies/{plus_cher.pk}/") < page.index('class="petit doux"')


def test_le_detail_montre_ce_qui_est_publie_et_ce_qui_est_douteux(client, publier):
    avenant = {"modification": {"dateNotificationModification": "2024-09-01", "montant": 600000, "dureeMois": 18}}
    (pk,) = publier(marche(acheteur={"id": "64552016400000"}, modifications=[avenant]))
    page = client.get(reverse("marches:decp_detail", args=[pk])).content.decode()
    for attendu in (
        "Construction d’une école",
        TITULAIRE,
        "01/09/2024",
        "Clé de contrôle fausse",
        "SIRET de l’acheteur",
    ):
        assert attendu in page


def test_ecarter_demande_un_motif_puis_le_garde(client, publier, guichet):
    (pk,) = publier(marche())
    adresse = reverse("marches:decp_ecarter", args=[pk])
    assert client.post(adresse, {"motif": " "}).status_code == 422
    assert client.post(adresse, {"motif": "Hors territoire"}).status_code == 302
    assert (lire(guichet, pk).statut, lire(guichet, pk).motif_ecart) == ("ECARTE", "Hors territoire")
    assert "Hors territoire" in client.get(reverse("marches:decp_detail", args=[pk])).content.decode()
    assert client.post(reverse("marches:decp_remettre", args=[pk])).status_code == 302
    assert lire(guichet, pk).statut == "A_QUALIFIER"


class TestSuivre:
    def test_le_formulaire_est_rempli_par_ce_qui_est_publie(self, client, publier):
        (pk,) = publier(marche(considerationsSociales=["Clause sociale", "Critère social"]))
        page = client.get(reverse("marches:decp_suivre", args=[pk])).content.decode()
        assert 'value="15/05/2024"' in page
        assert 'value="14/05/2025"' in page
        assert re.search(r'value="EXEC_CRIT"[^>]*checked', page)

    def test_ouvrir_cree_le_marche_et_ses_heures(self, client, publier, guichet):
        with within_guichet(guichet.pk):
            creer_regle()
        (pk,) = publier(marche())
        reponse = client.post(reverse("marches:decp_suivre", args=[pk]), saisie(heures="1 200,50"))
        with within_guichet(guichet.pk):
            ouvert = Marche.objects.get()
            assert EngagementHeures.objects.get().heures == Decimal("1200.50")
        assert reponse.url == reverse("suivi_heures:marche", args=[ouvert.pk])
        assert (ouvert.suivi_par_nom, ouvert.date_fin) == ("Camille Ferrand", datetime.date(2025, 5, 14))
        assert lire(guichet, pk).marche_id == ouvert.pk

    @pytest.mark.parametrize(
        ("faute", "phrase"),
        [
            ({"types_clause": []}, "au moins un type de clause"),
            ({"date_fin": "14/05/2023"}, "avant le début"),
            ({"date_debut": "31/02/2024"}, "n’existe pas"),
            ({"heures": "beaucoup"}, "nombre d’heures"),
            ({"acheteur_nom": ""}, "obligatoire"),
            ({}, "règle de décompte"),
        ],
    )
    def test_une_faute_est_dite_et_rien_n_est_ouvert(self, client, publier, guichet, faute, phrase):
        (pk,) = publier(marche())
        reponse = client.post(reverse("marches:decp_suivre", args=[pk]), saisie(**faute))
        assert reponse.status_code == 422
        assert phrase in reponse.content.decode()
        assert "Lot de démonstration" in reponse.content.decode()
        assert lire(guichet, pk).statut == "A_QUALIFIER"

    def test_un_marche_deja_decide_renvoie_a_sa_page(self, client, publier, guichet):
        (pk,) = publier(marche())
        with within_guichet(guichet.pk):
            MarcheDecp.objects.update(statut="ECARTE")
        reponse = client.get(reverse("marches:decp_suivre", args=[pk]))
        assert reponse.url == reverse("marches:decp_detail", args=[pk])


@pytest.mark.parametrize("nom", ["decp_detail", "decp_suivre", "decp_ecarter", "decp_remettre"])
def test_le_marche_d_un_autre_guichet_n_existe_pas(client, autre_guichet, nom):
    with within_guichet(autre_guichet.pk):
        importer_decp(lecture=lire_json(marche()), source="x", par=None)
        pk = MarcheDecp.objects.get().pk
    envoyer = client.get if nom in ("decp_detail", "decp_suivre") else client.post
    assert envoyer(reverse(f"marches:{nom}", args=[pk])).status_code == 404


def saisie(**champs):
    return {
        "objet": "Construction d’une école",
        "acheteur_nom": f"Ville ({ACHETEUR})",
        "types_clause": ["EXEC"],
        "date_debut": "15/05/2024",
        "date_fin": "14/05/2025",
        "montant_ht": "575 000",
        "lot_objet": "Lot de démonstration",
    } | champs


def test_suivre_un_marche_publie_sans_objet_propose_un_titre(client, publier, guichet):
    (pk,) = publier(marche())
    with within_guichet(guichet.pk):
        MarcheDecp.objects.filter(pk=pk).update(objet="")
        uid = MarcheDecp.objects.get(pk=pk).uid
    assert f"Marché n°\u00a0{uid}" in client.get(reverse("marches:decp_suivre", args=[pk])).content.decode()
