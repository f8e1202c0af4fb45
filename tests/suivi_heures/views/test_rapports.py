"""Reports on screen: who may ask, read, publish; what a buyer sees; figures equal to the document's."""

import datetime
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from clauses_app.audit.models import Evenement
from clauses_app.interface.formats import formater_heures, formater_pourcent
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Marche, Operation
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.services.demander_bilan import demander_bilan
from suivi_heures.services.publier_bilan import publier_bilan
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.tasks import produire_bilan_tache
from tests.factories.comptes import creer_adhesion
from tests.factories.marches import creer_maitre_ouvrage
from tests.matrice.formulaires import lire_formulaires
from tests.suivi_heures.restitutions.scenario import creer_scenario, travailler

NOVEMBRE = datetime.datetime(2026, 11, 9, 13, 5, tzinfo=datetime.UTC)
LISTE = "suivi_heures:rapports"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _en_novembre():
    with time_machine.travel(NOVEMBRE, tick=True):
        yield


@pytest.fixture(autouse=True)
def _sans_pages(monkeypatch):
    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", lambda *_, **__: b"%PDF-1.7 essai")


@pytest.fixture
def scenario(guichet):
    with within_guichet(guichet.pk):
        scenario = creer_scenario()
        travailler(scenario.contrats[0], 8, "12.50")
        recalculer_realisation(lots=None)
    return scenario


@pytest.fixture
def bilan(guichet, scenario):
    with within_guichet(guichet.pk):
        demande = demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=Trimestre(2026, 3))
    produire_bilan_tache(guichet.pk, bilan_id=demande.pk)
    return demande


@pytest.fixture
def publie(guichet, bilan):
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=None)
    return bilan


def adherer(guichet, role, **champs):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role=role, **champs)


@pytest.fixture
def acheteur(guichet, scenario):
    return adherer(guichet, "ACHETEUR", maitre_ouvrage_id=scenario.acheteur.pk, organisation_nom="Département")


def adresse(nom, bilan):
    return reverse(f"suivi_heures:rapport_{nom}", args=[bilan.identifiant])


def test_le_facilitateur_demande_un_rapport_et_le_voit_pret(
    connecter, facilitateur, scenario, django_capture_on_commit_callbacks
):
    client = connecter(facilitateur)
    assert client.get(reverse(LISTE)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(
            reverse("suivi_heures:rapport_produire"), {"acheteur": scenario.acheteur.pk, "trimestre": "2026-T3"}
        )
    assert reponse.status_code == 302
    page = client.get(reverse(LISTE)).content.decode()
    assert "Prêt, non publié" in page
    assert formater_heures(Decimal("12.50")) in page
    assert formater_pourcent(Decimal("0.83")) in page


def test_une_demande_en_cours_se_relit_seule(connecter, facilitateur, guichet, scenario):
    with within_guichet(guichet.pk):
        demande = demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=Trimestre(2026, 3))
        Bilan.objects.filter(pk=demande.pk).update(statut=StatutBilan.EN_COURS, avancement=45, etape="Mise en page")
    client = connecter(facilitateur)
    entiere = client.get(reverse(LISTE)).content.decode()
    fragment = client.get(reverse(LISTE), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in fragment
    assert 'aria-valuenow="45"' in fragment
    assert fragment.strip().startswith('<div id="liste-rapports"')
    assert "Mise en page" in entiere


@pytest.mark.parametrize(("champs", "phrase"), [
    ({"trimestre": "2026-T3"}, "Choisissez l’acheteur"),
    ({"trimestre": "2031-T1", "acheteur": "999999"}, "Cet acheteur n’est pas dans votre guichet"),
    ({"trimestre": "zzz"}, "Ce trimestre n’est pas proposé"),
    ({}, "Choisissez le trimestre"),
])  # fmt: skip
def test_une_demande_mal_remplie_dit_quoi_faire(connecter, facilitateur, scenario, champs, phrase):
    reponse = connecter(facilitateur).post(reverse("suivi_heures:rapport_produire"), champs)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()


def test_le_telechargement_est_prive_et_journalise(connecter, facilitateur, guichet, bilan):
    reponse = connecter(facilitateur).get(adresse("telecharger", bilan))
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "application/pdf")
    assert reponse.content.startswith(b"%PDF")
    assert reponse["Content-Disposition"] == 'attachment; filename="rapport-2026-T3.pdf"'
    assert (reponse["Cache-Control"], reponse["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    with within_guichet(guichet.pk):
        lecture = Evenement.objects.get(verbe="RAPPORT_LU")
    assert (lecture.par_nom, lecture.objet_id) == (str(facilitateur), bilan.pk)


def test_l_acheteur_ne_voit_que_ce_qui_est_publie(connecter, acheteur, guichet, bilan):
    client = connecter(acheteur)
    assert "Aucun rapport publié" in client.get(reverse(LISTE)).content.decode()
    assert client.get(adresse("telecharger", bilan)).status_code == 404
    with within_guichet(guichet.pk):
        publier_bilan(bilan=bilan, par=None)
    assert "T3\u00a02026" in client.get(reverse(LISTE)).content.decode()
    assert client.get(adresse("telecharger", bilan)).status_code == 200


def test_l_acheteur_ne_produit_ni_ne_publie(connecter, acheteur, publie):
    client = connecter(acheteur)
    assert "Produire un rapport" not in client.get(reverse(LISTE)).content.decode()
    assert client.post(reverse("suivi_heures:rapport_produire")).status_code == 403
    assert client.post(adresse("publier", publie)).status_code == 403


def test_un_autre_acheteur_du_guichet_a_une_page_introuvable(connecter, guichet, publie):
    with within_guichet(guichet.pk):
        autre = creer_maitre_ouvrage()
    client = connecter(adherer(guichet, "ACHETEUR", maitre_ouvrage_id=autre.pk, organisation_nom="Autre"))
    assert client.get(adresse("telecharger", publie)).status_code == 404
    assert "T3\u00a02026" not in client.get(reverse(LISTE)).content.decode()


@pytest.mark.parametrize("nom", ["telecharger", "publier", "arreter"])
def test_un_autre_guichet_a_une_page_introuvable(connecter, autre_guichet, publie, nom):
    client = connecter(adherer(autre_guichet, "FACILITATEUR"))
    appeler = client.get if nom == "telecharger" else client.post
    assert appeler(adresse(nom, publie)).status_code == 404
    assert appeler(reverse(f"suivi_heures:rapport_{nom}", args=[uuid.uuid4()])).status_code == 404


def test_publier_une_fois_suffit(connecter, facilitateur, guichet, bilan):
    client = connecter(facilitateur)
    for _ in range(2):
        assert client.post(adresse("publier", bilan)).status_code == 302
    with within_guichet(guichet.pk):
        relu = Bilan.objects.get(pk=bilan.pk)
        assert Evenement.objects.filter(verbe="RAPPORT_PUBLIE").count() == 1
    assert (relu.publie_par, relu.publie_a is not None) == (str(facilitateur), True)


def test_qui_demande_peut_arreter_et_demander_de_nouveau(connecter, facilitateur, acheteur, guichet, scenario):
    with within_guichet(guichet.pk):
        demande = demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=Trimestre(2026, 3))
    assert connecter(acheteur).post(adresse("arreter", demande)).status_code == 403
    client = connecter(facilitateur)
    assert "Arrêter" in client.get(reverse(LISTE)).content.decode()
    page = client.post(adresse("arreter", demande), follow=True).content.decode()
    assert f"par {facilitateur}" in page
    assert "vous pouvez redemander ce rapport" in page
    assert "every 1s" not in page
    with within_guichet(guichet.pk):
        assert Evenement.objects.get(verbe="RAPPORT_ARRETE").objet_id == demande.pk
    client.post(reverse("suivi_heures:rapport_produire"), {"acheteur": scenario.acheteur.pk, "trimestre": "2026-T3"})
    with within_guichet(guichet.pk):
        assert Bilan.objects.get().statut == StatutBilan.DEMANDE


@pytest.mark.parametrize("statut", [StatutBilan.ARRETE, StatutBilan.ECHEC])
def test_ce_qui_n_a_pas_abouti_se_redemande_en_un_geste_et_rien_ne_se_retape(
    connecter, facilitateur, guichet, scenario, statut
):
    with within_guichet(guichet.pk):
        demande = demander_bilan(
            maitre_ouvrage=scenario.acheteur, trimestre=Trimestre(2026, 3), marche=scenario.marche, par=facilitateur
        )
    client = connecter(facilitateur)
    en_cours = client.get(reverse(LISTE)).text
    assert f"Demandé le 09/11/2026 à 14 h 05 par {facilitateur}".replace(" ", "") in "".join(en_cours.split())
    assert "la production s’arrête d’elle-même" in en_cours
    assert "Produire de nouveau" not in en_cours
    with within_guichet(guichet.pk):
        Bilan.objects.filter(pk=demande.pk).update(statut=statut, message="Une panne.")
    page = client.get(reverse(LISTE))
    envoi = [f for f in lire_formulaires(page.content, reverse(LISTE)) if f.action.endswith("/produire/")][-1]
    assert client.post(envoi.action, envoi.champs).status_code == 302
    with within_guichet(guichet.pk):
        redemande = Bilan.objects.get()
    assert (redemande.pk, redemande.statut, redemande.marche_id) == (
        demande.pk, StatutBilan.DEMANDE, scenario.marche.pk,
    )  # fmt: skip


def test_un_rapport_produit_ne_s_arrete_plus(connecter, facilitateur, guichet, bilan):
    page = connecter(facilitateur).post(adresse("arreter", bilan), follow=True).content.decode()
    assert "déjà finie" in page
    with within_guichet(guichet.pk):
        assert Bilan.objects.get().statut == StatutBilan.PRET


def test_un_rapport_non_produit_ne_se_publie_pas(connecter, facilitateur, guichet, scenario):
    with within_guichet(guichet.pk):
        demande = demander_bilan(maitre_ouvrage=scenario.acheteur, trimestre=Trimestre(2026, 3))
    reponse = connecter(facilitateur).post(adresse("publier", demande), follow=True)
    assert "n’est pas encore produit" in reponse.content.decode()


def test_la_liste_se_lit_en_un_nombre_fixe_de_requetes(
    connecter, facilitateur, guichet, scenario, bilan, django_assert_max_num_queries
):
    client = connecter(facilitateur)
    client.get(reverse(LISTE))
    with django_assert_max_num_queries(30):
        client.get(reverse(LISTE))


def test_un_rapport_sur_un_marche_ou_une_operation_a_ses_revisions(connecter, guichet, scenario):
    client = connecter(adherer(guichet, "FACILITATEUR"))
    with within_guichet(guichet.pk):
        operation = Operation.objects.create(ref="OP1", nom="Collèges", maitre_ouvrage=scenario.acheteur)
        Marche.objects.filter(pk=scenario.marche.pk).update(operation=operation)
    page = client.get(f"{reverse(LISTE)}?acheteur={scenario.acheteur.pk}&perimetre=marche-{scenario.marche.pk}")
    assert f'value="marche-{scenario.marche.pk}" selected' in page.content.decode()
    for perimetre in (f"marche-{scenario.marche.pk}", f"operation-{operation.pk}", ""):
        envoi = {"acheteur": scenario.acheteur.pk, "trimestre": "2026-T3", "perimetre": perimetre}
        assert client.post(reverse("suivi_heures:rapport_produire"), envoi).status_code == 302
    with within_guichet(guichet.pk):
        bilans = Bilan.objects.order_by("pk")
        assert [(b.revision, bool(b.marche_id), bool(b.operation_id)) for b in bilans] == [
            (0, True, False), (0, False, True), (0, False, False),
        ]  # fmt: skip


def test_un_perimetre_d_un_autre_acheteur_est_refuse_et_rien_n_est_perdu(connecter, guichet, scenario):
    client = connecter(adherer(guichet, "FACILITATEUR"))
    with within_guichet(guichet.pk):
        autre = creer_maitre_ouvrage()
    for acheteur, perimetre, phrase in (
        (autre.pk, f"marche-{scenario.marche.pk}", "choisissez cet acheteur"),
        (scenario.acheteur.pk, "marche-999999", "n’est pas dans votre guichet"),
        (scenario.acheteur.pk, "marche-" + "9" * 30, "n’est pas dans votre guichet"),
        (scenario.acheteur.pk, "tout", "n’est pas dans votre guichet"),
    ):
        envoi = {"acheteur": acheteur, "trimestre": "2026-T3", "perimetre": perimetre}
        reponse = client.post(reverse("suivi_heures:rapport_produire"), envoi)
        assert reponse.status_code == 422
        assert phrase in reponse.content.decode()
    with within_guichet(guichet.pk):
        assert not Bilan.objects.exists()
