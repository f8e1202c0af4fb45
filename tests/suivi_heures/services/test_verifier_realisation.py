"""The nightly check changes nothing, or says what it changed."""

from decimal import Decimal

import pytest
from django.db import connection

from clauses_app.audit.models import Evenement, Verbe
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.suivi_heures import creer_heure


@pytest.fixture
def ligne(dans_guichet):
    ligne = creer_heure()
    recalculer_realisation(lots=None)
    return ligne


def test_des_totaux_justes_ne_laissent_pas_de_trace(ligne):
    assert verifier_realisation().est_juste
    assert not Evenement.objects.filter(verbe=Verbe.ECART_CONSTATE).exists()


def test_un_total_faux_est_dit_puis_redresse(ligne):
    Realisation.objects.update(retenues=Decimal("60.00"), refusees=Decimal("40.00"))

    verification = verifier_realisation()

    assert {(e.colonne, e.garde, e.calcule) for e in verification.ecarts} == {
        ("retenues", Decimal("60.00"), Decimal("100.00")),
        ("refusees", Decimal("40.00"), Decimal("0.00")),
    }
    assert Evenement.objects.get(verbe=Verbe.ECART_CONSTATE).faits["lots"] == 1
    assert verifier_realisation().est_juste


def test_une_ligne_oubliee_se_voit(ligne):
    creer_heure(contrat=ligne.contrat)

    assert {e.colonne for e in verifier_realisation().ecarts} == {"declarees", "retenues", "valorisees", "lignes"}


def test_une_copie_qui_ne_suit_plus_le_contrat_se_voit(ligne):
    """The lot is copied without foreign key: proved here."""
    autre = creer_heure().contrat
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE beneficiaires_contrattravail"
            " SET attribution_id = %s, lot_id = %s, marche_id = %s, titulaire_id = %s WHERE id = %s",
            [autre.attribution_id, autre.lot_id, autre.marche_id, autre.titulaire_id, ligne.contrat_id],
        )

    assert verifier_realisation().copies_fausses == (ligne.ref,)


def test_la_ligne_suit_la_personne_et_l_employeur_de_son_contrat(ligne):
    autre = creer_heure().contrat
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE beneficiaires_contrattravail SET beneficiaire_id = %s, employeur_id = %s WHERE id = %s",
            [autre.beneficiaire_id, autre.employeur_id, ligne.contrat_id],
        )

    ligne.refresh_from_db()
    assert (ligne.beneficiaire_id, ligne.employeur_id) == (autre.beneficiaire_id, autre.employeur_id)
    assert verifier_realisation().copies_fausses == ()
