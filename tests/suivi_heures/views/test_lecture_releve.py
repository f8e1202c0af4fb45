"""What the page of a timesheet says of its reading, to the company and to the guichet; a withdrawal is confirmed."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.enums import StatutReleve
from suivi_heures.models import Heure, ReleveHeures
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.comptes import creer_adhesion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
TITRES = "Nom;Prénom;Date de naissance;Heures travaillées"


@pytest.fixture
def client_entreprise(entreprise, connecter):
    return connecter(entreprise)


@pytest.fixture
def client_facilitateur(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def deposer(client_entreprise, guichet, django_capture_on_commit_callbacks):
    def _deposer(*lignes, nom="heures mars 2026.csv"):
        fichier = SimpleUploadedFile(nom, "\n".join([TITRES, *lignes]).encode())
        with django_capture_on_commit_callbacks(execute=True):
            client_entreprise.post(reverse("suivi_heures:portail_deposer"), {"fichier": fichier, "mois": "2026-03"})
        with within_guichet(guichet.pk):
            return ReleveHeures.objects.latest("pk")

    return _deposer


def _page(client, nom, releve):
    return client.get(reverse(f"suivi_heures:{nom}", args=[releve.pk])).content.decode()


def _ligne(contrat, heures):
    personne = contrat.beneficiaire
    return f"{personne.nom};{personne.prenom};{personne.date_naissance:%d/%m/%Y};{heures}"


def test_un_tableau_que_l_entreprise_n_a_jamais_prepare_pour_nous_est_lu(deposer, client_entreprise, contrat, guichet):
    releve = deposer(_ligne(contrat, "140"))
    assert releve.statut == StatutReleve.SOUMIS
    assert "140\u202fh comptent ou compteraient" in _page(client_entreprise, "portail_releve", releve)


def test_ce_qui_n_est_pas_sur_est_dit_aux_deux(deposer, client_entreprise, client_facilitateur, contrat):
    releve = deposer(_ligne(contrat, "140"), nom="heures.csv")
    for client, nom in ((client_entreprise, "portail_releve"), (client_facilitateur, "releve")):
        page = _page(client, nom, releve)
        assert "Lecture à vérifier" in page
        assert "aucun mois n’est écrit dans le fichier ni annoncé au dépôt" in page
        assert "Période déduite du nom du fichier" not in page


def test_l_entreprise_n_apprend_pas_qui_d_autre_est_suivi(
    deposer, client_entreprise, client_facilitateur, contrat, guichet
):
    with within_guichet(guichet.pk):
        suivie = creer_beneficiaire(nom="OKAFOR", prenom="Grace", date_naissance=datetime.date(2001, 1, 1))
        creer_contrat(beneficiaire=suivie)
    dites = []
    for nom, naissance in (("OKAFOR;Grace", "01/01/2001"), ("PERSONNE;Nulle", "02/02/1992"), ("OKAFOR;Grace", "")):
        releve = deposer(f"{nom};{naissance};70")
        page = _page(client_entreprise, "portail_releve", releve)
        assert "ne correspond à cette personne" in page
        dites.append(
            {mot for mot in ("inconnue", "Sans contrat", "01/01/2001", "au dossier", "presque") if mot in page}
        )
    assert dites == [set(), set(), set()]
    assert "Sans contrat chez l’employeur" in _page(client_facilitateur, "releve", releve)


@pytest.mark.parametrize("porte", ["releve_confirmer_retrait", "portail_confirmer_retrait"])
def test_un_fichier_vide_ne_retire_rien_avant_un_accord(
    deposer, client_entreprise, client_facilitateur, contrat, guichet, porte
):
    deposer(_ligne(contrat, "140"))
    vide = deposer(_ligne(contrat, ""))
    client = client_facilitateur if porte.startswith("releve") else client_entreprise
    nom = "releve" if porte.startswith("releve") else "portail_releve"
    assert "Confirmer le retrait de 140\u202fh" in _page(client, nom, vide)
    for _ in range(2):
        assert client.post(reverse(f"suivi_heures:{porte}", args=[vide.pk])).status_code == 302
    with within_guichet(guichet.pk):
        assert sorted(Heure.objects.values_list("heures", flat=True)) == [-140, 140]
    assert "Confirmer le retrait" not in _page(client, nom, vide)


def test_une_autre_entreprise_ne_confirme_rien(deposer, contrat, guichet, connecter):
    deposer(_ligne(contrat, "140"))
    vide = deposer(_ligne(contrat, ""))
    with within_guichet(guichet.pk):
        autre = creer_contrat()
    with within_connexion():
        adhesion = creer_adhesion(guichet=guichet, role="ENTREPRISE", entreprise_id=autre.titulaire_id)
    client = connecter(adhesion)
    assert client.post(reverse("suivi_heures:portail_confirmer_retrait", args=[vide.pk])).status_code == 404
    assert client.post(reverse("suivi_heures:releve_confirmer_retrait", args=[vide.pk])).status_code == 403


def test_les_memes_octets_redeposes_completent_le_releve(deposer, contrat, guichet):
    nouvelle = "OKAFOR;Grace;01/01/2001;70"
    releve = deposer(_ligne(contrat, "140"), nouvelle)
    with within_guichet(guichet.pk):
        personne = creer_beneficiaire(nom="OKAFOR", prenom="Grace", date_naissance=datetime.date(2001, 1, 1))
        creer_contrat(beneficiaire=personne, attribution=contrat.attribution, employeur=contrat.employeur)
    assert deposer(_ligne(contrat, "140"), nouvelle).pk == releve.pk
    with within_guichet(guichet.pk):
        assert sorted(Heure.objects.values_list("heures", flat=True)) == [70, 140]
