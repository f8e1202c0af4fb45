"""Totals follow the facts: only what is touched, only what changes, nobody forgotten."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from clauses_app.tenancy.contexte import HorsGuichet, basculer, contexte_courant
from suivi_heures.models import Realisation
from suivi_heures.queries.lots_touches import lots_touches
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.marches import creer_attribution, creer_lot, creer_marche, creer_regle
from tests.factories.suivi_heures import creer_heure


def _sur(lot, personne, **champs):
    return creer_contrat(beneficiaire=personne, attribution=creer_attribution(lot=lot), **champs)


@pytest.fixture
def personne(dans_guichet):
    return creer_beneficiaire(eligible_depuis=date(2025, 1, 1))


def retenues(lot):
    return Realisation.objects.get(lot=lot).retenues


def test_rien_ne_s_ecrit_ou_rien_ne_change(personne):
    creer_regle()
    lot = creer_lot()
    creer_heure(contrat=_sur(lot, personne))
    assert recalculer_realisation(lots=[lot.pk]) == {lot.pk}
    with connection.cursor() as curseur:
        curseur.execute("SELECT xmin FROM suivi_heures_realisation")
        avant = curseur.fetchall()
        assert recalculer_realisation(lots=[lot.pk]) == set()
        curseur.execute("SELECT xmin FROM suivi_heures_realisation")
        assert curseur.fetchall() == avant


def test_un_lot_sans_heures_n_a_pas_de_ligne(dans_guichet):
    lot = creer_lot()

    assert recalculer_realisation(lots=None) == set()
    assert recalculer_realisation(lots=[lot.pk]) == set()
    assert recalculer_realisation(lots=[]) == set()


def test_un_premier_contrat_plus_ancien_touche_tous_les_lots_de_la_personne(personne):
    creer_regle(duree_eligibilite_mois=12)
    premier, second = creer_lot(), creer_lot()
    contrat = _sur(premier, personne, date_debut=date(2025, 2, 1), date_fin=None)
    creer_heure(contrat=contrat, du=date(2026, 1, 5), au=date(2026, 1, 9))
    recalculer_realisation(lots=None)
    assert retenues(premier) == Decimal("100.00")

    _sur(second, personne, date_debut=date(2025, 1, 2), date_fin=date(2025, 1, 31))
    touches = lots_touches(beneficiaires=[personne.pk])
    recalculer_realisation(lots=touches)

    assert touches == {premier.pk, second.pk}
    assert retenues(premier) == Decimal("0.00")


def test_un_plafond_entraine_les_autres_lots_de_la_personne(personne):
    creer_regle(plafond_mensuel=Decimal("150.00"))
    premier, second = creer_lot(), creer_lot()
    creer_heure(contrat=_sur(second, personne), ref="B", heures="100.00")
    recalculer_realisation(lots=[second.pk])

    creer_heure(contrat=_sur(premier, personne), ref="A", heures="100.00")

    assert recalculer_realisation(lots=[premier.pk]) == {premier.pk, second.pk}
    assert (retenues(premier), retenues(second)) == (Decimal("100.00"), Decimal("50.00"))


def test_un_marche_touche_ses_lots_et_ceux_de_ses_personnes(personne):
    creer_regle()
    marche = creer_marche()
    lot, vide, ailleurs = creer_lot(marche=marche), creer_lot(marche=marche), creer_lot()
    _sur(lot, personne)
    _sur(ailleurs, personne)
    creer_lot()

    assert lots_touches(marches=[marche.pk]) == {lot.pk, vide.pk, ailleurs.pk}


def test_une_decision_retiree_ne_compte_plus(personne):
    creer_regle()
    lot = creer_lot()
    creer_heure(contrat=_sur(lot, personne))
    recalculer_realisation(lots=None)
    decision = creer_decision(beneficiaire=personne, categorie="B_RSA")
    decision.__class__.objects.filter(beneficiaire=personne).update(retiree_a="2025-06-01T00:00:00Z")

    recalculer_realisation(lots=[lot.pk])

    assert Realisation.objects.get(lot=lot).ex_sans_eligibilite == Decimal("100.00")


def test_un_marche_sans_regle_suit_les_valeurs_par_defaut(personne):
    lot = creer_lot()
    lot.marche.__class__.objects.filter(pk=lot.marche_id).update(regle_code="inconnue")
    creer_heure(contrat=_sur(lot, personne))

    recalculer_realisation(lots=None)

    assert retenues(lot) == Decimal("100.00")


def test_les_lignes_hors_calendrier_usuel_ne_se_perdent_pas(personne):
    creer_regle(duree_eligibilite_mois=2_000_000_000, cdi_mois=2_000_000_000)
    lot = creer_lot()
    creer_heure(contrat=_sur(lot, personne), du=date(9999, 12, 1), au=date(9999, 12, 31))

    recalculer_realisation(lots=None)

    assert Realisation.objects.get(lot=lot).ex_hors_contrat == Decimal("100.00")


def test_la_base_refuse_un_total_qui_ne_tombe_pas_juste(personne):
    creer_regle()
    creer_heure(contrat=_sur(creer_lot(), personne))
    recalculer_realisation(lots=None)

    with pytest.raises(IntegrityError, match="rien_ne_se_perd"), transaction.atomic():
        Realisation.objects.update(retenues=Decimal("99.00"))


def test_hors_guichet_on_ne_calcule_rien(db):
    with pytest.raises(HorsGuichet), transaction.atomic():
        recalculer_realisation(lots=None)


def test_un_depot_d_entreprise_recalcule_le_lot_entier(personne):
    """A company does not see the others' hours: the total must."""
    creer_regle()
    lot = creer_lot()
    creer_heure(contrat=_sur(lot, personne))
    sien = _sur(lot, creer_beneficiaire(eligible_depuis=date(2025, 1, 1)))
    creer_heure(contrat=sien, statut="SOUMISE")

    with basculer(replace(contexte_courant(), role="externe", entreprise_id=sien.employeur_id)):
        recalculer_realisation(lots=[lot.pk])

    total = Realisation.objects.get(lot=lot)
    assert (total.retenues, total.en_attente) == (Decimal("100.00"), Decimal("100.00"))
