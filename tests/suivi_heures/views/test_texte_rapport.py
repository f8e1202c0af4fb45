"""The text of the facilitator: proposed from the facts, read again, printed, never moved afterwards."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import MotifRetrait
from suivi_heures.models import Bilan, Demarche, FichierBilan, TexteRapport
from suivi_heures.queries.actions_du_trimestre import ActionsDuTrimestre, DifficulteOuverte, actions_du_trimestre
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.figer import depuis_json
from suivi_heures.restitutions.proposer_texte import AUCUNE_ACTION, AUCUNE_DIFFICULTE, proposer_texte
from suivi_heures.services.ecrire_texte_rapport import ecrire_texte_rapport
from suivi_heures.services.publier_bilan import publier_bilan
from suivi_heures.services.remettre_bilan import remettre_bilan
from suivi_heures.services.retirer_bilan import RetraitRefuse, retirer_bilan
from tests.factories.marches import creer_entreprise
from tests.suivi_heures.restitutions.exemple import ARRETE, COLLEGE, MOULIN, T9
from tests.suivi_heures.restitutions.test_produire_bilan import DECEMBRE, NOVEMBRE, T3, produire, scenario, texte
from tests.suivi_heures.views.test_rapports import adherer

__all__ = ["scenario"]  # the fixture
RIEN = ActionsDuTrimestre({}, 0, 0, ())
pytestmark = pytest.mark.django_db


def proposer(fiche, actions=RIEN):
    return proposer_texte(fiche, actions, arrete_au=ARRETE)


def test_le_brouillon_compte_les_demarches_et_nomme_les_difficultes():
    actions = ActionsDuTrimestre(
        {"OFFRE": 3, "CANDIDAT": 1, "APPEL": 2}, 1, 2, (DifficulteOuverte("2", "Aucun candidat.", "Emulithe"),)
    )
    propose = proposer(T9, actions)
    assert "3\u00a0offres transmises et 1\u00a0candidat proposé" in propose.actions
    assert "2\u00a0appels" in propose.actions
    assert "1\u00a0relance envoyée" in propose.actions
    assert propose.difficultes.startswith("Lot\u00a02, Emulithe\u00a0: Aucun candidat.")
    assert "Lot\u00a05\u00a0: en retard" in propose.difficultes
    assert "1\u202f128,50\u202fh déclarées au trimestre ne comptent pas" in propose.difficultes


def test_sans_fait_le_brouillon_le_dit():
    a_jour = tuple(une for une in COLLEGE.entreprises if not une.couverture.manquantes)
    propose = proposer(replace(COLLEGE, entreprises=a_jour))
    assert (propose.actions, propose.difficultes) == (AUCUNE_ACTION, AUCUNE_DIFFICULTE)


def test_la_recommandation_dit_qui_doit_quoi_et_pour_quand():
    assert "atteinte" in proposer(COLLEGE).recommandation
    retard = proposer(MOULIN).recommandation
    assert "14\u202f988\u202fh restent à réaliser avant le 30/11/2027, soit 1\u202f071\u202fh par mois" in retard
    assert "plan de recrutement daté" in retard


@pytest.mark.parametrize(
    ("fin", "rythme"),
    [
        # 72 days are 2,37 months: 14 988 ÷ 2,37, and never a third month that lasts eleven days
        (datetime.date(2026, 12, 11), "soit 6\u202f336\u202fh par mois"),
        (datetime.date(2026, 10, 18), "avant le 18/10/2026\u00a0: demander"),
    ],
)
def test_le_rythme_qui_reste_se_compte_en_jours_du_calendrier(fin, rythme):
    assert rythme in proposer(replace(MOULIN, date_fin=fin)).recommandation


def test_une_demarche_annulee_ne_compte_plus(guichet, scenario):
    with within_guichet(guichet.pk):
        entreprise = creer_entreprise()
        commun = {"entreprise": entreprise, "marche": scenario.marche, "date": datetime.date(2026, 8, 3)}
        offre = Demarche.objects.create(type="OFFRE", nombre=4, **commun)
        Demarche.objects.create(type="APPEL", nombre=1, **commun)
        Demarche.objects.create(type="OFFRE", nombre=-4, annule=offre, **commun)
        actions = actions_du_trimestre(marche_id=scenario.marche.pk, trimestre=T3)
        avant = actions_du_trimestre(marche_id=scenario.marche.pk, trimestre=Trimestre(2026, 2))
    assert dict(actions.demarches) == {"APPEL": 1}
    assert dict(avant.demarches) == {}


def ecrire(guichet, scenario, recommandation):
    with within_guichet(guichet.pk):
        ecrire_texte_rapport(
            marche=scenario.marche, trimestre=T3, actions="Deux visites du chantier.", difficultes="",
            recommandation=recommandation, par=None,
        )  # fmt: skip


def test_le_texte_est_imprime_puis_ne_bouge_plus(guichet, scenario):
    ecrire(guichet, scenario, "Tenir le rythme.")
    premier = produire(guichet, scenario)
    imprime = texte(guichet, premier)
    assert "Deux visites du chantier." in imprime
    with within_guichet(guichet.pk):
        octets = bytes(FichierBilan.objects.get(bilan=premier).contenu)
    ecrire(guichet, scenario, "Recruter avant mars.")
    second = produire(guichet, scenario, le=DECEMBRE)
    with within_guichet(guichet.pk):
        assert bytes(FichierBilan.objects.get(bilan=premier).contenu) == octets
    changements = [(c.mesure, c.avant, c.apres) for c in depuis_json(BilanTrimestriel, second.donnees).ce_qui_a_change]
    assert changements == [
        (
            "Recommandation",
            "«\u00a0Tenir le rythme.\u00a0», 3\u00a0mots",
            "«\u00a0Recruter avant mars.\u00a0», 3\u00a0mots",
        )
    ]


def test_l_ecran_propose_garde_et_rend_ce_qui_est_garde(connecter, guichet, scenario):
    client = connecter(adherer(guichet, "FACILITATEUR"))
    adresse = reverse("suivi_heures:texte_rapport", args=[scenario.marche.pk, "2026-T3"])
    with time_machine.travel(NOVEMBRE, tick=False):
        page = client.get(adresse).content.decode()
        assert "Brouillon proposé d’après les faits" in page
        assert AUCUNE_ACTION in page
        envoi = {"actions": "Une réunion.", "difficultes": "", "recommandation": "Continuer."}
        assert client.post(adresse, envoi).status_code == 302
        page = client.get(adresse).content.decode()
    assert "Texte gardé" in page
    assert "Une réunion." in page
    with within_guichet(guichet.pk):
        assert TexteRapport.objects.get().recommandation == "Continuer."
    with time_machine.travel(NOVEMBRE, tick=False):
        vide = client.post(adresse, dict.fromkeys(envoi, ""), follow=True).content.decode()
    assert "le prochain rapport du T3 2026 n’en imprimera aucun" in vide


def test_un_trimestre_a_venir_dit_pourquoi_il_n_y_a_rien_a_ecrire(connecter, guichet, scenario):
    client = connecter(adherer(guichet, "FACILITATEUR"))
    with time_machine.travel(NOVEMBRE, tick=False):
        page = client.get(reverse("suivi_heures:texte_rapport", args=[scenario.marche.pk, "2027-T2"])).content.decode()
        assert client.get(reverse("suivi_heures:texte_rapport", args=[scenario.marche.pk, "2027"])).status_code == 404
    assert "n’a pas commencé" in page


@pytest.fixture
def publie(guichet, scenario, monkeypatch):
    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", lambda *_, **__: b"%PDF-1.7 essai")
    bilan = produire(guichet, scenario)
    with within_guichet(guichet.pk):
        return publier_bilan(bilan=bilan, par=None)


def test_un_rapport_retire_se_ferme_a_son_acheteur_qui_lit_pourquoi(connecter, guichet, scenario, publie):
    acheteur = adherer(guichet, "ACHETEUR", maitre_ouvrage_id=scenario.acheteur.pk, organisation_nom="Département")
    client = connecter(acheteur)
    pages = [reverse(f"suivi_heures:{nom}", args=[publie.identifiant]) for nom in ("rapport", "rapport_telecharger")]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    with within_guichet(guichet.pk):
        retirer_bilan(bilan=publie, motif=MotifRetrait.CHIFFRES, detail="Une ligne était comptée deux fois.", par=None)
    assert [client.get(page).status_code for page in pages] == [200, 404]
    assert "Une ligne était comptée deux fois." in client.get(pages[0]).content.decode()
    liste = client.get(reverse("suivi_heures:rapports")).content.decode()
    assert "Un chiffre était faux" in liste
    assert "Une ligne était comptée deux fois." in liste
    with within_guichet(guichet.pk):
        assert bytes(FichierBilan.objects.get(bilan=publie).contenu) == b"%PDF-1.7 essai"
        remettre_bilan(bilan=publie, par=None)
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_retirer_demande_un_motif_et_ne_se_fait_qu_une_fois(connecter, guichet, publie):
    client = connecter(adherer(guichet, "FACILITATEUR"))
    adresse = reverse("suivi_heures:rapport_retirer", args=[publie.identifiant])
    refus = client.post(adresse, {"motif": "", "detail": "Erreur du lot 2"})
    assert refus.status_code == 422
    assert "Choisissez le motif" in refus.content.decode()
    assert "Erreur du lot 2" in refus.content.decode()
    for motif in ("ERREUR", "CHIFFRES"):
        assert client.post(adresse, {"motif": motif}).status_code == 302
    with within_guichet(guichet.pk):
        assert Bilan.objects.get(pk=publie.pk).retrait == "ERREUR"
    assert client.post(reverse("suivi_heures:rapport_remettre", args=[publie.identifiant])).status_code == 302
    with within_guichet(guichet.pk):
        assert Bilan.objects.get(pk=publie.pk).retire_a is None


def test_un_rapport_non_publie_ne_se_retire_pas(guichet, scenario, monkeypatch):
    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", lambda *_, **__: b"%PDF-1.7 essai")
    bilan = produire(guichet, scenario)
    with within_guichet(guichet.pk), pytest.raises(RetraitRefuse, match="n’est pas publié"):
        retirer_bilan(bilan=bilan, motif=MotifRetrait.ERREUR, par=None)


def test_l_ecran_du_rapport_dit_les_chiffres_figes(connecter, guichet, scenario, publie):
    page = connecter(adherer(guichet, "FACILITATEUR")).get(
        reverse("suivi_heures:rapport", args=[publie.identifiant])
    ).content.decode()  # fmt: skip
    figures = depuis_json(BilanTrimestriel, publie.donnees)
    assert figures.synthese.avancement.realise == Decimal(180)
    assert "180\u202fh" in page
    assert "Valentin" in page
