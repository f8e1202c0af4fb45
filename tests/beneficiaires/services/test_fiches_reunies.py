"""Two files of one person: proposed, merged, separated again, hours and figures with them."""

import datetime
from decimal import Decimal

import pytest

from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite, DoublonProbable
from beneficiaires.services.decider_eligibilite import decider_eligibilite
from beneficiaires.services.enregistrer_beneficiaire import enregistrer_beneficiaire
from beneficiaires.services.proposer_doublons import proposer_doublons
from beneficiaires.services.reunir_fiches import ReunionImpossible, reunir_fiches
from beneficiaires.services.separer_fiches import SeparationImpossible, separer_fiches
from beneficiaires.services.trancher_doublon import trancher_doublon
from clauses_app.audit.models import Evenement
from suivi_heures.models import Heure, Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")
IDENTITE = ("pk", "nom", "autres_noms", "commune", "fusionne_dans", "est_eligible")
NAISSANCE = datetime.date(1994, 5, 7)


def _inscrire(**champs) -> Beneficiaire:
    personne = Beneficiaire(**{"nom": "SISSOKO", "prenom": "Mariam", "date_naissance": NAISSANCE} | champs)
    return enregistrer_beneficiaire(beneficiaire=personne, par=None)


@pytest.mark.parametrize(
    ("autre", "raison"),
    [
        ({}, "Mêmes nom et prénom."),
        ({"nom": "Sissoko", "prenom": "MARIAM"}, "Mêmes nom et prénom."),
        ({"nom": "Mariam", "prenom": "Sissoko"}, "Nom et prénom inversés."),
        ({"nom": "SISSOCO"}, "Nom et prénom proches, à une faute près."),
        ({"nom": "DIARRA", "autres_noms": ["Sissoko"]}, "Le nom de l’une est un autre nom de l’autre."),
        (
            {"nom": "DIARRA"},
            "Même prénom et noms différents\u00a0: nom de naissance et nom d’usage\u202f?",
        ),
        ({"date_naissance": datetime.date(1994, 7, 5)}, "Jour et mois de naissance inversés."),
        ({"date_naissance": datetime.date(1995, 5, 7)}, "Dates de naissance à un chiffre près."),
    ],
)
def test_un_doublon_probable_est_propose_avec_ses_raisons(autre, raison):
    _inscrire()
    _inscrire(**autre)
    assert raison in DoublonProbable.objects.get().raisons


@pytest.mark.parametrize(
    "autre",
    [
        {"date_naissance": datetime.date(1971, 12, 30)},
        {"nom": "LEFEBVRE", "prenom": "Karim"},
        {"prenom": "Fatou"},
    ],
)
def test_deux_personnes_differentes_ne_sont_pas_proposees(autre):
    _inscrire()
    _inscrire(**autre)
    assert not DoublonProbable.objects.exists()


def test_ce_sont_deux_personnes_se_retient():
    _inscrire()
    _inscrire()
    trancher_doublon(doublon=DoublonProbable.objects.get(), distincts=True, par=None)
    proposer_doublons()
    assert DoublonProbable.objects.get().statut == "DISTINCTS"


def test_la_recherche_dans_toutes_les_fiches_trouve_ce_qui_vient_d_une_reprise():
    creer_beneficiaire(nom="AMRANI", prenom="Nadia", date_naissance=NAISSANCE)
    creer_beneficiaire(nom="Nadia", prenom="Amrani", date_naissance=NAISSANCE)
    assert proposer_doublons() == 1


@pytest.fixture
def deux():
    """One person entered twice: the first decided with 31 h, the second with 20 h and no decision."""
    gardee = _inscrire(commune="")
    absorbee = _inscrire(nom="DIARRA", commune="Vitry")
    decider_eligibilite(
        beneficiaire=gardee, categorie="B_DELD", decision="ACCEPTEE", principale=True,
        date_decision=datetime.date(2025, 1, 1), par=None,
    )  # fmt: skip
    creer_decision(beneficiaire=absorbee, categorie="B_RSA", decision="REFUSEE", principale=False)
    un, autre = creer_contrat(beneficiaire=gardee), creer_contrat(beneficiaire=absorbee)
    creer_heure(contrat=un, heures="31.00")
    creer_heure(contrat=autre, heures="20.00")
    recalculer_realisation(lots=None)
    return gardee, absorbee


def _etat():
    """Everything that a merge touches."""
    return (
        list(Beneficiaire.objects.order_by("pk").values(*IDENTITE)),
        list(ContratTravail.objects.order_by("pk").values_list("pk", "beneficiaire")),
        list(DecisionEligibilite.objects.order_by("pk").values_list("pk", "beneficiaire", "principale")),
        list(Heure.objects.order_by("pk").values_list("pk", "beneficiaire", "heures")),
        list(Realisation.objects.order_by("lot").values_list("lot", "declarees", "retenues")),
    )  # fmt: skip


def test_reunies_les_heures_suivent_leur_contrat_et_sont_recomptees(deux):
    gardee, absorbee = deux
    reunir_fiches(gardee=gardee, absorbee=absorbee, par=None)
    assert set(Heure.objects.values_list("beneficiaire", flat=True)) == {gardee.pk}
    assert sum(Realisation.objects.values_list("retenues", flat=True)) == Decimal("51.00")
    gardee.refresh_from_db()
    assert (gardee.commune, gardee.autres_noms) == ("Vitry", ["DIARRA"])
    assert verifier_realisation().est_juste
    assert Evenement.objects.filter(verbe="FICHES_REUNIES").count() == 1


def test_defaire_la_reunion_rend_exactement_les_deux_fiches(deux):
    avant = _etat()
    fusion = reunir_fiches(gardee=deux[0], absorbee=deux[1], par=None)
    assert _etat() != avant
    separer_fiches(fusion=fusion, par=None)
    assert _etat() == avant
    assert verifier_realisation().est_juste


def test_ce_qui_est_entre_apres_la_reunion_reste_a_la_fiche_gardee(deux):
    fusion = reunir_fiches(gardee=deux[0], absorbee=deux[1], par=None)
    depuis = creer_contrat(beneficiaire=deux[0])
    separer_fiches(fusion=fusion, par=None)
    depuis.refresh_from_db()
    assert depuis.beneficiaire_id == deux[0].pk


def test_une_reunion_ne_se_fait_ni_ne_se_defait_deux_fois(deux):
    fusion = reunir_fiches(gardee=deux[0], absorbee=deux[1], par=None)
    with pytest.raises(ReunionImpossible):
        reunir_fiches(gardee=deux[0], absorbee=deux[1], par=None)
    separer_fiches(fusion=fusion, par=None)
    with pytest.raises(SeparationImpossible):
        separer_fiches(fusion=fusion, par=None)


def test_une_seule_categorie_principale_apres_la_reunion(deux):
    creer_decision(beneficiaire=deux[1], categorie="B_SENIOR")
    fusion = reunir_fiches(gardee=deux[0], absorbee=deux[1], par=None)
    assert DecisionEligibilite.objects.filter(beneficiaire=deux[0], principale=True).count() == 1
    separer_fiches(fusion=fusion, par=None)
    assert DecisionEligibilite.objects.get(categorie="B_SENIOR").principale
