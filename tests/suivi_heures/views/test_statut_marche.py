"""The status of a contract, through its door: « atteinte » is not said against the hours counted."""

import datetime
import re

import pytest
import time_machine

from clauses_app.tenancy.contexte import within_guichet
from marches.models import Acte, Marche
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_attribution, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

ATTEINTE = {"statut": "TERMINE_ATTEINT", "date": "15/10/2026", "motif": "Fin du chantier"}


@pytest.fixture(autouse=True)
def _en_octobre():
    with time_machine.travel(datetime.datetime(2026, 10, 20, 10, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def ouvrir(guichet):
    """A contract of two lots, 500 h due on each; hours validated on the one, then on the other."""

    def _ouvrir(*validees):
        with within_guichet(guichet.pk):
            marche = creer_marche()
            for heures in validees:
                contrat = creer_contrat(attribution=creer_attribution(lot=creer_lot(marche=marche, heures="500.00")))
                creer_heure(contrat=contrat, heures=heures)
            recalculer_realisation(lots=None)
        return marche

    return _ouvrir


def lire(reponse):
    return re.sub(r"[\s\u00a0\u202f]+", " ", reponse.content.decode())


def _statut(marche):
    with within_guichet(marche.guichet_id):
        return Marche.objects.get(pk=marche.pk).statut


def test_une_obligation_a_42_pour_cent_n_est_pas_dite_atteinte(connecter, facilitateur, ouvrir):
    marche = ouvrir("200.00", "217.00")
    reponse = connecter(facilitateur).post(f"/marches/{marche.pk}/statut/", ATTEINTE)
    assert reponse.status_code == 422
    page = lire(reponse)
    assert "Au 20/10/2026, 417 h validées sur 1 000 h dues, soit 41,7 % : il manque 583 h." in page
    assert "Déclarations reçues : 2 sur 40 attendues." in page
    assert "couvrent les heures dues de chaque lot" in page
    assert _statut(marche) == "EN_COURS"


def test_ce_qu_un_lot_fait_de_trop_ne_sauve_pas_l_autre(connecter, facilitateur, ouvrir):
    marche = ouvrir("700.00", "300.00")
    assert connecter(facilitateur).post(f"/marches/{marche.pk}/statut/", ATTEINTE).status_code == 422
    assert _statut(marche) == "EN_COURS"


def test_la_decision_de_l_acheteur_la_tient_pour_atteinte_et_l_acte_garde_l_ecart(connecter, facilitateur, ouvrir):
    marche = ouvrir("200.00", "217.00")
    client = connecter(facilitateur)
    donnees = ATTEINTE | {"numero": "Lettre de la Ville du 12/10/2026"}
    assert client.post(f"/marches/{marche.pk}/statut/", donnees).status_code == 302
    with within_guichet(marche.guichet_id):
        acte = Acte.objects.get(marche=marche)
    assert (acte.statut_apres, acte.numero) == ("TERMINE_ATTEINT", "Lettre de la Ville du 12/10/2026")
    assert "41,7" in acte.motif
    vie = lire(client.get(f"/marches/{marche.pk}/vie/"))
    assert "Fin du chantier (au 20/10/2026, 417 h validées sur 1 000 h dues, soit 41,7 %)" in vie
    assert "Lettre de la Ville du 12/10/2026" in vie


@pytest.mark.parametrize(
    ("validees", "statut"),
    [(("500.00", "500.00"), "TERMINE_ATTEINT"), (("200.00", "217.00"), "TERMINE_PARTIEL")],
    ids=["toutes faites", "en partie"],
)
def test_ce_que_les_heures_disent_se_prononce_sans_autre_piece(connecter, facilitateur, ouvrir, validees, statut):
    marche = ouvrir(*validees)
    donnees = ATTEINTE | {"statut": statut}
    assert connecter(facilitateur).post(f"/marches/{marche.pk}/statut/", donnees).status_code == 302
    assert _statut(marche) == statut
