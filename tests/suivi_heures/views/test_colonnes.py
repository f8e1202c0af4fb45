"""Step 2 of an import through its doors: what a column holds is said once, by the guichet, the company or its link."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise
from suivi_heures.enums import StatutReleve
from suivi_heures.models import Correspondance, Heure, RecuDepot, ReleveHeures
from suivi_heures.services.creer_lien_depot import creer_lien_depot
from tests.matrice.formulaires import lire_formulaires

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
HTMX = {"HX-Request": "true"}
# Nothing says what « Valeur A » and « Valeur B » are: meals, and the hours worked.
TITRES = "Intervenant;Truc;Valeur A;Valeur B"
MARS, AVRIL = "2026-03", "2026-04"


@pytest.fixture(autouse=True)
def _sans_compteur():
    cache.clear()


@pytest.fixture
def client_entreprise(entreprise, connecter):
    return connecter(entreprise)


@pytest.fixture
def client_facilitateur(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def deposer(client_entreprise, guichet, django_capture_on_commit_callbacks):
    def _deposer(*lignes, mois=MARS, titres=TITRES, client=None, adresse="portail_deposer"):
        fichier = SimpleUploadedFile(f"heures {mois}.csv", "\n".join([titres, *lignes]).encode())
        with django_capture_on_commit_callbacks(execute=True):
            (client or client_entreprise).post(reverse(f"suivi_heures:{adresse}"), {"fichier": fichier, "mois": mois})
        with within_guichet(guichet.pk):
            return ReleveHeures.objects.latest("pk")

    return _deposer


@pytest.fixture
def ambigu(deposer):
    return deposer("OUDJANI Karim;x;12;140", "OUDJANI Karim;y;11;")


@pytest.fixture
def registre(guichet):
    def _registre(releve):
        with within_guichet(guichet.pk):
            debout = Heure.objects.filter(releve_id=releve.pk, annulee=False)
            return debout.aggregate(total=Sum("heures"))["total"] or Decimal(0)

    return _registre


def adresse(nom, objet):
    return reverse(f"suivi_heures:{nom}", args=[objet.pk])


def saisie(client, ou, **choix):
    """The form of the page, as a browser would send it, with some lists changed (« Valeur_B »)."""
    contenu = client.get(ou).content
    (formulaire,) = (f for f in lire_formulaires(contenu, ou) if "base" in f.champs)
    noms = re.findall(r'<label[^>]* for="id_(colonne-[-0-9]+)">([^<]*)</label>', contenu.decode())
    dits = {nom: choix[titre] for nom, libelle in noms for titre in choix if libelle.endswith(titre.replace("_", " "))}
    assert len(dits) == len(choix)
    return formulaire.champs | {"retenir": "on"} | dits


DITES = {"Intervenant": "nom_prenom", "Truc": "ignoree", "Valeur_A": "ignoree", "Valeur_B": "heures_travail"}


@pytest.mark.parametrize("qui", ["guichet", "entreprise"])
def test_une_colonne_que_rien_ne_dit_est_demandee_une_seule_fois(
    qui, deposer, ambigu, client_entreprise, client_facilitateur, registre
):
    client, page, ecran = {
        "guichet": (client_facilitateur, "releve", "releve_colonnes"),
        "entreprise": (client_entreprise, "portail_releve", "portail_colonnes"),
    }[qui]
    assert "Colonnes à vérifier" in client.get(adresse(page, ambigu)).content.decode()
    assert registre(ambigu) == 23, "lue à son contenu, et dite à vérifier"
    ou = adresse(ecran, ambigu)
    assert client.post(ou, saisie(client, ou, **DITES)).status_code == 302
    assert registre(ambigu) == 140
    suivant = deposer("OUDJANI Karim;x;9;70", mois=AVRIL)
    assert (suivant.statut, registre(suivant)) == (StatutReleve.SOUMIS, 70)
    relu = client.get(adresse(page, suivant)).content.decode()
    assert "lues comme en mars 2026" in relu
    assert "Colonnes à vérifier" not in relu


def test_l_effet_se_montre_avant_d_enregistrer_et_n_ecrit_rien(ambigu, client_facilitateur, registre, guichet):
    ou = adresse("releve_colonnes", ambigu)
    champs = saisie(client_facilitateur, ou, **DITES)
    for entetes, suite in ((HTMX, {}), ({}, {"essayer": "1"})):
        effet = client_facilitateur.post(ou, champs | suite, headers=entetes).content.decode()
        assert "140\u202fh" in effet
        assert "+117\u202fh" in effet
    assert registre(ambigu) == 23
    with within_guichet(guichet.pk):
        assert not Correspondance.objects.exists()


def test_un_choix_qui_manque_est_dit_et_ce_qui_est_choisi_reste(ambigu, client_facilitateur):
    ou = adresse("releve_colonnes", ambigu)
    champs = saisie(client_facilitateur, ou, **DITES | {"Valeur_B": ""})
    reponse = client_facilitateur.post(ou, champs)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Dites ce que contient cette colonne" in page
    assert '<option value="nom_prenom" selected>' in page


def test_le_second_a_dire_les_colonnes_apprend_qui_a_parle_avant(
    ambigu, client_facilitateur, client_entreprise, registre
):
    ou, sien = adresse("releve_colonnes", ambigu), adresse("portail_colonnes", ambigu)
    champs, autres = saisie(client_facilitateur, ou, **DITES), saisie(client_entreprise, sien, **DITES)
    assert client_facilitateur.post(ou, champs).status_code == 302
    reponse = client_entreprise.post(sien, autres | {"motif": "nos titres ont changé"})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Camille Ferrand" in page
    assert "nos titres ont changé" in page
    champs_de_la_page = next(f for f in lire_formulaires(reponse.content, sien) if "base" in f.champs).champs
    assert client_entreprise.post(sien, autres | {"base": champs_de_la_page["base"]}).status_code == 302
    assert registre(ambigu) == 140


def test_une_heure_decidee_ne_bouge_plus_les_colonnes_servent_au_mois_suivant(
    deposer, client_facilitateur, registre, guichet
):
    releve = deposer("OUDJANI Karim;140;151,5", titres="Salarié;Heures travaillées;Heures facturées")
    client_facilitateur.post(adresse("releve_valider", releve))
    ou = adresse("releve_colonnes", releve)
    assert "ne peut plus être relu" in client_facilitateur.get(ou).content.decode()
    choix = {"Heures_travaillées": "ignoree", "Heures_facturées": "heures_travail"}
    client_facilitateur.post(ou, saisie(client_facilitateur, ou, **choix))
    assert registre(releve) == 140
    suivant = deposer("OUDJANI Karim;60;70", titres="Salarié;Heures travaillées;Heures facturées", mois=AVRIL)
    assert registre(suivant) == 70


@pytest.mark.parametrize("qui", ["guichet", "entreprise"])
def test_ce_qui_est_retenu_s_oublie_et_se_reprend(qui, ambigu, client_entreprise, client_facilitateur, guichet):
    client, ecran, liste, oublier, reprendre = {
        "guichet": (
            *(client_facilitateur, "releve_colonnes", "correspondances"),
            *("correspondance_oublier", "correspondance_reprendre"),
        ),
        "entreprise": (
            *(client_entreprise, "portail_colonnes", "portail_correspondances"),
            *("portail_colonnes_oublier", "portail_colonnes_reprendre"),
        ),
    }[qui]
    lire_liste = reverse(f"suivi_heures:{liste}")
    assert "Rien n’est encore retenu" in client.get(lire_liste).content.decode()
    ou = adresse(ecran, ambigu)
    client.post(ou, saisie(client, ou, **DITES))
    with within_guichet(guichet.pk):
        une = Correspondance.objects.get()
    assert "En vigueur" in client.get(lire_liste).content.decode()
    client.post(adresse(oublier, une))
    assert "Plus en vigueur" in client.get(lire_liste).content.decode()
    client.post(adresse(reprendre, une))
    with within_guichet(guichet.pk):
        assert Correspondance.objects.get(oubliee_a=None).version == 2


def test_le_lien_personnel_dit_les_colonnes_sans_montrer_de_nom(
    deposer, contrat, guichet, registre, django_capture_on_commit_callbacks
):
    with within_guichet(guichet.pk):
        Entreprise.objects.filter(pk=contrat.titulaire_id).update(contact_courriel="hugo@exemple.fr")
        titulaire = Entreprise.objects.get(pk=contrat.titulaire_id)
        jeton = creer_lien_depot(entreprise=titulaire, nom="Hugo Delmarre", courriel="hugo@exemple.fr")
    client = Client()
    client.post("/depot/entrer/", {"jeton": jeton})
    releve = deposer("OUDJANI Karim;x;12;140", client=client, adresse="lien_deposer")
    with within_guichet(guichet.pk):
        ou = reverse("suivi_heures:lien_colonnes", args=[RecuDepot.objects.get(releve=releve).code])
    reponse = client.get(ou)
    page = reponse.content.decode()
    assert "OUDJANI" not in page
    assert "O… K…" in page
    assert reponse["Cache-Control"] == "no-store"
    assert client.post(ou, saisie(client, ou, **DITES)).status_code == 302
    assert registre(releve) == 140


def test_ni_un_autre_guichet_ni_une_autre_entreprise_ne_voient_ces_colonnes(
    ambigu, etranger, connecter, guichet, client_facilitateur
):
    client = connecter(etranger)
    assert client.get(adresse("releve_colonnes", ambigu)).status_code == 404
    ou = adresse("releve_colonnes", ambigu)
    client_facilitateur.post(ou, saisie(client_facilitateur, ou, **DITES))
    with within_guichet(guichet.pk):
        une = Correspondance.objects.get()
    client = connecter(etranger)
    assert client.post(adresse("correspondance_oublier", une)).status_code == 404
    assert "Valentin" not in client.get(reverse("suivi_heures:correspondances")).content.decode()


def test_un_fichier_illisible_dit_pourquoi_et_comment_revenir(client_facilitateur, guichet, contrat):
    with within_guichet(guichet.pk):
        releve = ReleveHeures.objects.create(
            entreprise_id=contrat.titulaire_id,
            mois=datetime.date(2026, 3, 1),
            nom_fichier="perdu.xlsx",
            empreinte="p",
            statut=StatutReleve.A_COMPLETER,
        )
    page = client_facilitateur.get(adresse("releve_colonnes", releve)).content.decode()
    assert "n’est plus gardé" in page
    assert "Retour au relevé" in page


def test_les_semaines_d_une_meme_reponse_sont_toutes_nommees(client_facilitateur, deposer):
    """One answer for all the weeks; the page says which columns it places."""
    releve = deposer("OUDJANI;Karim;35;28;35", titres="Nom;Prénom;S10;S11;S12")
    page = client_facilitateur.get(adresse("releve_colonnes", releve)).content.decode()
    assert all(semaine in page for semaine in ("S10", "S11", "S12"))
