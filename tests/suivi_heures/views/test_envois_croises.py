"""Two employers, one person-month, through the doors: confirmed in one tap, decided with a motive, undone."""

import datetime
import html
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import EnvoiCroise, Heure, ReleveHeures
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_entreprise
from tests.matrice.formulaires import lire_formulaires

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
MARS = datetime.date(2026, 3, 1)
CONFIRMER = "/espace/confirmer/"


@pytest.fixture
def structure(guichet, contrat):
    """Membership of the temporary work agency that employs the person; its hours of March are sent."""
    with within_guichet(guichet.pk):
        employeur = creer_entreprise(nom="Passerelle", type_structure="ETTI")
        ContratTravail.objects.filter(pk=contrat.pk).update(employeur=employeur)
        Heure.objects.all().delete()
    envoyer(guichet, employeur, contrat, "140")
    with within_connexion():
        return creer_adhesion(
            guichet=guichet,
            role="STRUCTURE",
            nom="Hélène Doucet",
            entreprise_id=employeur.pk,
            organisation_nom="Passerelle",
        )


def envoyer(guichet, entreprise, contrat, heures):
    personne = contrat.beneficiaire
    contenu = f"Nom;Prénom;Heures travaillées\n{personne.nom};{personne.prenom};{heures}\n".encode()
    with within_guichet(guichet.pk):
        recu = deposer_releve(entreprise=entreprise, mois=MARS, nom_fichier="mars.csv", contenu=contenu, par=None)
        return lire_releve(releve=recu.releve)


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    return html.unescape(reponse.content.decode())


def formulaire(page, adresse, chemin=""):
    return next(
        f for f in lire_formulaires(page.encode(), chemin or adresse) if f.action == adresse and f.methode == "post"
    )


def debout(guichet):
    with within_guichet(guichet.pk):
        return sum((h.heures for h in Heure.objects.filter(annulee=False)), Decimal(0))


def affaires(client):
    return lire(client, "/a-traiter/?type=releves")


def test_confirmer_d_un_geste_depuis_l_accueil(guichet, contrat, entreprise, structure, facilitateur, connecter):
    client = connecter(entreprise)
    page = lire(client, "/espace/")
    assert "déclarées par Passerelle" in page
    assert "140\u202fh" in page
    envoi = formulaire(page, CONFIRMER, "/espace/")
    assert client.post(CONFIRMER, envoi.champs)["Location"] == "/espace/"
    apres = lire(client, "/espace/")
    assert "Heures confirmées" in apres
    assert "déclarées par Passerelle" not in apres
    assert debout(guichet) == 140
    assert "deux chiffres" not in affaires(connecter(facilitateur))
    with within_guichet(guichet.pk):
        assert EnvoiCroise.objects.get().heures == 140
    client.post(CONFIRMER, envoi.champs)  # a second tap
    with within_guichet(guichet.pk):
        assert EnvoiCroise.objects.count() == 1


def test_un_autre_chiffre_appelle_le_guichet_qui_tranche_et_se_ravise(
    guichet, contrat, entreprise, structure, facilitateur, connecter
):
    """Company → queue → page of the gap → figure kept with its motive → both read it → taken back."""
    client, bureau = connecter(entreprise), connecter(facilitateur)
    envoi = formulaire(lire(client, CONFIRMER), CONFIRMER)
    [champ] = [nom for nom in envoi.champs if nom.startswith("dites-")]
    client.post(CONFIRMER, envoi.champs | {champ: "150,5"})
    assert debout(guichet) == 140
    file = affaires(bureau)
    assert "deux chiffres" in file
    assert "150,50\u202fh" in file
    _l_agenda_tait_le_nom(bureau, contrat)
    with within_guichet(guichet.pk):
        croise = EnvoiCroise.objects.get()
    adresse = reverse("suivi_heures:envoi_croise", args=[croise.pk])
    assert adresse in file
    page = lire(bureau, adresse)
    assert "avant le 14/05/2026" in page
    assert "Passerelle" in page
    decision = formulaire(page, adresse)
    refus = bureau.post(adresse, decision.champs | {"retenues": "150.50"})
    assert refus.status_code == 422
    assert "Dites pourquoi" in refus.content.decode()
    motif = {"retenues": "150.50", "motif": "Le pointage du chantier fait foi"}
    assert bureau.post(adresse, decision.champs | motif).status_code == 302
    assert debout(guichet) == Decimal("150.50")
    assert "deux chiffres" not in affaires(bureau)
    for lecteur in (entreprise, structure):
        page = lire(connecter(lecteur), CONFIRMER if lecteur is entreprise else _son_releve(guichet, lecteur))
        assert "Le pointage du chantier fait foi" in page
    bureau.post(reverse("suivi_heures:envoi_rouvrir", args=[croise.pk]))
    assert debout(guichet) == 140
    assert "deux chiffres" in affaires(bureau)
    with within_guichet(guichet.pk):
        assert verifier_realisation().est_juste


def _l_agenda_tait_le_nom(bureau, contrat):
    """The feed is read without signing in: the gap has its day there, never its person."""
    bureau.post(reverse("suivi_heures:agenda_abonnement"))
    page = lire(bureau, reverse("suivi_heures:agenda"))
    adresse = page.partition('value="http://testserver')[2].partition('"')[0]
    flux = Client().get(adresse).content.decode().replace("\r\n ", "")
    assert "envois-croises." in flux
    assert "SUMMARY:Affaire à suivre : voir Ancrage" in flux
    assert contrat.beneficiaire.nom not in flux
    assert "deux chiffres" not in flux


def _son_releve(guichet, adhesion):
    with within_guichet(guichet.pk):
        releve = ReleveHeures.objects.get(entreprise_id=adhesion.entreprise_id)
    return reverse("suivi_heures:portail_releve", args=[releve.pk])


def test_un_chiffre_qui_a_change_n_est_ni_confirme_ni_retenu(
    guichet, contrat, entreprise, structure, facilitateur, connecter
):
    client, bureau = connecter(entreprise), connecter(facilitateur)
    lue = formulaire(lire(client, CONFIRMER), CONFIRMER)
    with within_guichet(guichet.pk):
        employeur = contrat._meta.model.objects.get(pk=contrat.pk).employeur
    envoyer(guichet, employeur, contrat, "130")
    refus = client.post(CONFIRMER, lue.champs)
    assert refus.status_code == 422
    assert "a changé depuis" in html.unescape(refus.content.decode())
    envoyer(guichet, contrat.titulaire, contrat, "150")
    with within_guichet(guichet.pk):
        croise = EnvoiCroise.objects.get()
    adresse = reverse("suivi_heures:envoi_croise", args=[croise.pk])
    decision = formulaire(lire(bureau, adresse), adresse)
    envoyer(guichet, employeur, contrat, "145")
    refus = bureau.post(adresse, decision.champs | {"retenues": "150.00", "motif": "Mon motif reste"})
    assert refus.status_code == 422
    assert "Mon motif reste" in refus.content.decode()
    assert debout(guichet) == 145


def test_des_heures_illisibles_restent_a_l_ecran_et_rien_ne_s_ecrit(guichet, contrat, entreprise, structure, connecter):
    client = connecter(entreprise)
    envoi = formulaire(lire(client, CONFIRMER), CONFIRMER)
    [champ] = [nom for nom in envoi.champs if nom.startswith("dites-")]
    for ecrit in ("beaucoup", "", "900"):
        refus = client.post(CONFIRMER, envoi.champs | {champ: ecrit})
        assert refus.status_code == 422
        assert f'value="{ecrit}"' in refus.content.decode() or not ecrit
    with within_guichet(guichet.pk):
        assert not EnvoiCroise.objects.exists()


def test_l_entreprise_change_de_reponse_tant_que_le_guichet_n_a_pas_tranche(
    guichet, contrat, entreprise, structure, facilitateur, connecter
):
    client, bureau = connecter(entreprise), connecter(facilitateur)
    envoi = formulaire(lire(client, CONFIRMER), CONFIRMER)
    client.post(CONFIRMER, envoi.champs)
    with within_guichet(guichet.pk):
        croise = EnvoiCroise.objects.get()
    retirer = reverse("suivi_heures:portail_reponse_retirer", args=[croise.pk])
    assert retirer in lire(client, CONFIRMER)
    assert connecter(structure).post(retirer).status_code == 404  # only the one who gave it
    client.post(retirer)
    page = lire(client, CONFIRMER)
    [champ] = [nom for nom in envoi.champs if nom.startswith("dites-")]
    assert champ in page
    client.post(CONFIRMER, envoi.champs | {champ: "150"})
    with within_guichet(guichet.pk):
        croise = EnvoiCroise.objects.get()
    adresse = reverse("suivi_heures:envoi_croise", args=[croise.pk])
    decision = formulaire(lire(bureau, adresse), adresse)
    bureau.post(adresse, decision.champs | {"retenues": "140.00", "motif": "Contrat de mission"})
    client.post(reverse("suivi_heures:portail_reponse_retirer", args=[croise.pk]))
    with within_guichet(guichet.pk):
        assert EnvoiCroise.objects.get().motif == "Contrat de mission"


def test_le_releve_de_chacun_dit_l_autre_envoi(guichet, contrat, entreprise, structure, facilitateur, connecter):
    recu = envoyer(guichet, contrat.titulaire, contrat, "150")
    for client, adresse in (
        (connecter(facilitateur), f"/releves/{recu.pk}/"),
        (connecter(entreprise), f"/espace/releves/{recu.pk}/"),
        (connecter(structure), _son_releve(guichet, structure)),
    ):
        page = lire(client, adresse)
        assert "Envoyé aussi par l’autre employeur" in page
        assert re.search(r"140\u202fh selon Passerelle, 150\u202fh selon", page), adresse
    assert "Comparer" not in lire(connecter(entreprise), f"/espace/releves/{recu.pk}/")


def test_rien_a_confirmer_se_dit(entreprise, connecter):
    assert "Rien à confirmer" in lire(connecter(entreprise), CONFIRMER)


def test_qui_ne_travaille_pas_la_n_apprend_rien(guichet, contrat, structure, connecter):
    with within_guichet(guichet.pk):
        tiers = creer_entreprise(nom="Tiers")
    with within_connexion():
        autre = creer_adhesion(
            guichet=guichet, role="ENTREPRISE", nom="Autre", entreprise_id=tiers.pk, organisation_nom="Tiers"
        )
    page = lire(connecter(autre), CONFIRMER)
    assert "Rien à confirmer" in page
    assert "OUDJANI" not in page


def test_ce_que_l_un_a_declare_n_est_plus_attendu_de_l_autre(
    structure, entreprise, connecter, guichet, contrat, django_capture_on_commit_callbacks
):
    """The agency says that nobody worked in April: the company that hosts the person is owed nothing more either."""
    agence, chantier = connecter(structure), connecter(entreprise)
    accueil = reverse("suivi_heures:espace_entreprise")
    assert "avril" in chantier.get(accueil).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        agence.post(reverse("suivi_heures:portail_neant"), {"mois": "2026-04"})
    for client in (agence, chantier):
        assert "Relevé d’avril 2026" not in client.get(accueil).content.decode()
