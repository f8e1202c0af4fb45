"""The company's own space: what is due, a template already filled, hours typed on line, nothing of the others."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Attribution
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.services.valider_releve import valider_releve
from tests.factories.beneficiaires import creer_contrat
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_attribution
from tests.factories.suivi_heures import creer_heure, creer_releve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]


@pytest.fixture
def client_entreprise(entreprise, connecter):
    return connecter(entreprise)


def _accueil(client):
    return client.get(reverse("suivi_heures:espace_entreprise")).content.decode()


def test_l_accueil_dit_ce_qui_est_attendu_et_depuis_quand(client_entreprise, contrat):
    page = _accueil(client_entreprise)
    assert "Relevé de mars 2026" in page
    assert "En retard de 24\u00a0jours" in page
    assert "Relevé d’avril 2026" in page
    assert "Aucune déclaration attendue" not in page
    assert "0\u00a0déclaration reçue sur 1" in page
    assert contrat.marche.objet in page


def test_l_accueil_ne_montre_pas_les_heures_du_cotraitant(client_entreprise, contrat, guichet):
    with within_guichet(guichet.pk):
        Attribution.objects.filter(pk=contrat.attribution_id).update(heures_affectees=600)
        autre = creer_attribution(lot=contrat.lot, role="COTRAITANT", heures_affectees=400)
        creer_heure(contrat=creer_contrat(attribution=autre), heures="77.50")
    page = _accueil(client_entreprise)
    assert "restent sur 600\u202fh, votre part du lot" in page
    assert "77,50" not in page
    assert "1\u202f000" not in page


def test_rien_d_attendu_annonce_le_mois_suivant(guichet, connecter):
    with within_guichet(guichet.pk):
        jeune = creer_contrat(date_debut="2026-05-02", date_fin=None)
    with within_connexion():
        adhesion = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=jeune.titulaire_id)
    page = _accueil(connecter(adhesion))
    assert "Rien à envoyer" in page
    assert "avant le 10/06/2026" in page


def test_le_modele_porte_deja_les_personnes_du_mois(client_entreprise, contrat, guichet):
    with within_guichet(guichet.pk):
        creer_contrat()  # somebody else's
    adresse = reverse("suivi_heures:portail_modele")
    reponse = client_entreprise.get(adresse, {"mois": "2026-03"})
    feuille = openpyxl.load_workbook(io.BytesIO(reponse.content)).active
    noms = [ligne[1].value for ligne in feuille.iter_rows(min_row=5)]
    assert noms == ["OUDJANI"]
    csv = client_entreprise.get(adresse, {"mois": "2026-03", "format": "csv"}).content.decode("utf-8-sig")
    assert "OUDJANI;Karim" in csv


def test_les_heures_se_saisissent_en_ligne(client_entreprise, contrat, guichet, django_capture_on_commit_callbacks):
    adresse = f"{reverse('suivi_heures:portail_saisir')}?mois=2026-03"
    assert "Karim OUDJANI" in client_entreprise.get(adresse).content.decode()
    assert client_entreprise.post(adresse, {}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client_entreprise.post(adresse, {f"heures-{contrat.pk}": "7 h 30"})
    with within_guichet(guichet.pk):
        assert Heure.objects.get().heures == 7.5
    assert "Déjà déclaré" in client_entreprise.get(adresse).content.decode()


def test_une_faute_de_frappe_ne_perd_pas_les_heures_des_autres(client_entreprise, contrat, guichet):
    with within_guichet(guichet.pk):
        autre = creer_contrat(
            attribution=contrat.attribution, date_debut=datetime.date(2026, 3, 16), date_fin=datetime.date(2026, 4, 30)
        )
    adresse = f"{reverse('suivi_heures:portail_saisir')}?mois=2026-03"

    for texte, phrase in (("abc", "n’est pas un nombre d’heures"), ("-7", "au moins 0"), ("400", "au plus 384")):
        reponse = client_entreprise.post(adresse, {f"heures-{contrat.pk}": "40", f"heures-{autre.pk}": texte})
        page = reponse.content.decode()
        assert reponse.status_code == 422
        assert phrase in page.replace("\u202f", " ")
        assert 'value="40"' in page
        assert f'value="{texte}"' in page
    with within_guichet(guichet.pk):
        assert not ReleveHeures.objects.exists()


def test_personne_n_a_travaille_se_declare_d_un_bouton(
    client_entreprise, contrat, guichet, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client_entreprise.post(reverse("suivi_heures:portail_neant"), {"mois": "2026-03"})
    with within_guichet(guichet.pk):
        assert LigneReleve.objects.get().heures == 0
        assert ReleveHeures.objects.get().statut == "SOUMIS"
    assert "Relevé de mars 2026" not in _accueil(client_entreprise).partition("Relevés envoyés")[0]


def test_redire_que_personne_n_a_travaille_n_ajoute_rien(
    client_entreprise, contrat, facilitateur, django_capture_on_commit_callbacks
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            reponse = client_entreprise.post(reverse("suivi_heures:portail_neant"), {"mois": "2026-03"}, follow=True)
        with within_guichet(contrat.guichet_id):
            if (releve := ReleveHeures.objects.get()).statut == "SOUMIS":
                valider_releve(releve=releve, par=facilitateur)
    page = reponse.content.decode()
    assert "Rien à ajouter pour mars 2026" in page
    assert "en attente" not in page


def test_apres_un_zero_quelqu_un_peut_encore_etre_declare(
    client_entreprise, contrat, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client_entreprise.post(reverse("suivi_heures:portail_neant"), {"mois": "2026-03"})
    page = client_entreprise.get(f"{reverse('suivi_heures:portail_saisir')}?mois=2026-03").content.decode()
    assert "Déjà déclaré" in page
    assert f'name="heures-{contrat.pk}"' in page


def test_la_liste_des_envois(client_entreprise, contrat):
    assert "Aucun relevé envoyé" in client_entreprise.get(reverse("suivi_heures:portail_releves")).content.decode()


def test_une_structure_a_le_meme_espace(guichet, connecter):
    with within_guichet(guichet.pk):
        contrat = creer_contrat(date_debut="2026-03-02", date_fin="2026-04-15")
        ailleurs = creer_contrat(
            attribution=contrat.attribution,
            employeur=creer_contrat().employeur,
            date_debut="2026-03-02",
            date_fin="2026-04-15",
        )
        type(ailleurs.employeur).objects.filter(pk=ailleurs.employeur_id).update(type_structure="ETTI")
    with within_connexion():
        adhesion = creer_adhesion(guichet=guichet, role="STRUCTURE", entreprise_id=ailleurs.employeur_id)
    page = _accueil(connecter(adhesion))
    assert "Lots où travaillent vos salariés" in page
    assert "Relevé de mars 2026" in page


@pytest.mark.parametrize("nom", ["espace_entreprise", "portail_deposer", "portail_modele", "portail_releves"])
def test_le_facilitateur_n_a_pas_d_espace_entreprise(facilitateur, connecter, nom):
    assert connecter(facilitateur).get(reverse(f"suivi_heures:{nom}")).status_code == 403


def test_l_entreprise_retire_son_releve_puis_le_depose_de_nouveau(
    client_entreprise, contrat, guichet, django_capture_on_commit_callbacks
):
    adresse = f"{reverse('suivi_heures:portail_saisir')}?mois=2026-03"
    with django_capture_on_commit_callbacks(execute=True):
        client_entreprise.post(adresse, {f"heures-{contrat.pk}": "35"})
    with within_guichet(guichet.pk):
        releve = ReleveHeures.objects.get()
    assert (
        "Retirer ce relevé"
        in client_entreprise.get(reverse("suivi_heures:portail_releve", args=[releve.pk])).content.decode()
    )

    client_entreprise.post(reverse("suivi_heures:portail_retirer", args=[releve.pk]))

    with within_guichet(guichet.pk):
        assert ReleveHeures.objects.get().statut == "RETIRE"
        assert not Heure.objects.filter(annulee=False).exists()
    with django_capture_on_commit_callbacks(execute=True):
        client_entreprise.post(adresse, {f"heures-{contrat.pk}": "35"})
    with within_guichet(guichet.pk):
        assert ReleveHeures.objects.get().statut == "SOUMIS"
        assert Heure.objects.get(annulee=False).heures == 35


def test_un_releve_valide_ou_d_une_autre_entreprise_ne_se_retire_pas(client_entreprise, contrat, guichet):
    with within_guichet(guichet.pk):
        valide = creer_releve(entreprise=contrat.titulaire, statut="VALIDE")
        autre = creer_releve(entreprise=creer_contrat().titulaire, statut="SOUMIS")
    page = client_entreprise.post(reverse("suivi_heures:portail_retirer", args=[valide.pk]), follow=True)
    assert "ne peut plus être retiré" in page.content.decode()
    assert client_entreprise.post(reverse("suivi_heures:portail_retirer", args=[autre.pk])).status_code == 404
