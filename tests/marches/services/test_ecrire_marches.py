"""Contracts as they are written: journal of hours due, holders, what is recomputed."""

import datetime
from decimal import Decimal

import pytest

from clauses_app.audit.models import Evenement
from marches.models import EngagementHeures
from marches.services.attribuer_lot import DejaAttribue, PartImpossible, attribuer_lot
from marches.services.contrepasser_engagement import DejaContrepasse, contrepasser_engagement
from marches.services.enregistrer_marche import enregistrer_marche
from marches.services.inscrire_engagement import ObjectifNegatif, inscrire_engagement
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_maitre_ouvrage
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")


def _objectif(lot):
    return sum(EngagementHeures.objects.filter(lot=lot).values_list("heures", flat=True))


def test_une_heure_due_s_ajoute_au_journal():
    lot = creer_lot(heures="1000.00")
    inscrire_engagement(lot=lot, date=datetime.date(2026, 1, 1), source="AVENANT", heures=Decimal("-200"), par=None)
    assert _objectif(lot) == Decimal("800.00")


def test_un_lot_ne_doit_jamais_moins_que_rien():
    lot = creer_lot(heures="100.00")
    with pytest.raises(ObjectifNegatif, match="dû négatif"):
        inscrire_engagement(lot=lot, date=datetime.date(2026, 1, 1), source="AVENANT", heures=Decimal("-101"), par=None)
    assert _objectif(lot) == Decimal("100.00")


def test_une_ligne_contrepassee_ne_pese_plus_et_reste_visible():
    lot = creer_lot(heures="1000.00")
    ligne = EngagementHeures.objects.get(lot=lot)
    contrepasser_engagement(ligne=ligne, motif="saisie sur le mauvais lot", par=None)
    assert (_objectif(lot), EngagementHeures.objects.filter(lot=lot).count()) == (0, 2)


def test_une_ligne_ne_se_contrepasse_qu_une_fois():
    ligne = EngagementHeures.objects.get(lot=creer_lot())
    contrepasser_engagement(ligne=ligne, motif="erreur", par=None)
    with pytest.raises(DejaContrepasse):
        contrepasser_engagement(ligne=ligne, motif="erreur", par=None)


def test_une_entreprise_ne_porte_pas_deux_fois_un_lot():
    lot, entreprise = creer_lot(), creer_entreprise()
    attribuer_lot(lot=lot, entreprise=entreprise, role="TITULAIRE", par=None)
    with pytest.raises(DejaAttribue):
        attribuer_lot(lot=lot, entreprise=entreprise, role="TITULAIRE", par=None)


def test_une_part_ne_depasse_pas_ce_que_le_lot_doit():
    lot = creer_lot()
    du = EngagementHeures.objects.get(lot=lot).heures
    with pytest.raises(PartImpossible, match="une part ne peut pas le dépasser"):
        attribuer_lot(lot=lot, entreprise=creer_entreprise(), role="TITULAIRE", heures_affectees=du + 1, par=None)
    attribuer_lot(lot=lot, entreprise=creer_entreprise(), role="TITULAIRE", heures_affectees=du, par=None)


def test_raccourcir_un_marche_refait_le_decompte():
    contrat = creer_contrat()
    creer_heure(contrat=contrat, du=datetime.date(2025, 3, 1), au=datetime.date(2025, 3, 31), heures="31.00")
    recalculer_realisation(lots=[contrat.lot_id])
    marche = contrat.marche
    marche.date_fin = datetime.date(2025, 3, 10)
    enregistrer_marche(marche=marche, par=None)
    realisation = Realisation.objects.get(lot=contrat.lot_id)
    assert (realisation.retenues, realisation.ex_hors_marche) == (Decimal("10.00"), Decimal("21.00"))


def test_changer_d_acheteur_entraine_les_attributions():
    attribution, autre = creer_attribution(), creer_maitre_ouvrage()
    marche = attribution.lot.marche
    marche.maitre_ouvrage = autre
    enregistrer_marche(marche=marche, par=None)
    attribution.refresh_from_db()
    assert attribution.maitre_ouvrage_id == autre.pk


def test_enregistrer_sans_changement_ne_dit_rien_au_journal():
    marche = creer_lot().marche
    enregistrer_marche(marche=marche, par=None)
    assert not Evenement.objects.filter(objet_type="marche").exists()
