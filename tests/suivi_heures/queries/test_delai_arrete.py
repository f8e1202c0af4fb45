"""A receipt was given: the company is not late of the time the guichet takes to read."""

import datetime

import pytest

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.relances import etats_des_relances
from suivi_heures.queries.releves_attendus import releves_attendus
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat

MARS, AU = datetime.date(2026, 3, 1), datetime.date(2026, 5, 4)
DEPOSE_LE = datetime.datetime(2026, 4, 8, 10, tzinfo=datetime.UTC)  # the deadline was April 10th


@pytest.fixture
def titulaire(guichet):
    with within_guichet(guichet.pk):
        contrat = creer_contrat(
            beneficiaire=creer_beneficiaire(eligible_depuis=datetime.date(2026, 1, 1)),
            date_debut=datetime.date(2026, 3, 2),
            date_fin=datetime.date(2026, 3, 31),
        )
        return contrat.titulaire


def deposer(titulaire, statut):
    ReleveHeures.objects.create(
        entreprise=titulaire, mois=MARS, nom_fichier="r.csv", empreinte="0" * 64, statut=statut, depose_a=DEPOSE_LE
    )


def retard(titulaire):
    [mars] = [attendu for attendu in releves_attendus(titulaire.pk, au=AU) if attendu.mois == MARS]
    return mars.jours_de_retard(AU)


def test_un_releve_depose_et_non_lu_arrete_le_delai(guichet, titulaire):
    with within_guichet(guichet.pk):
        assert retard(titulaire) == 24
        assert etats_des_relances(au=AU)
        deposer(titulaire, "DEPOSE")
        assert retard(titulaire) == 0
        assert etats_des_relances(au=AU) == []


def test_un_releve_rendu_a_corriger_rend_la_main_a_l_entreprise(guichet, titulaire):
    with within_guichet(guichet.pk):
        deposer(titulaire, "A_COMPLETER")
        assert retard(titulaire) == 24
        assert etats_des_relances(au=AU)


def test_un_depot_fait_en_retard_ne_l_est_que_jusqu_a_son_jour(guichet, titulaire):
    with within_guichet(guichet.pk):
        deposer(titulaire, "DEPOSE")
        ReleveHeures.objects.update(depose_a=DEPOSE_LE + datetime.timedelta(days=5))
        assert retard(titulaire) == 3
