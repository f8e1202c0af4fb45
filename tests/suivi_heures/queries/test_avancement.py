"""What a contract has reached, what waits, what is missing."""

import datetime
from decimal import Decimal

import pytest

from clauses_app.interface.graphiques import Projection
from marches.models import Marche
from suivi_heures.queries.affaires import affaires_en_cours
from suivi_heures.queries.avancement import Avancement, attendu_a_ce_jour, avancement_des_marches, manque_projete
from suivi_heures.queries.declarations import declarations_manquantes
from suivi_heures.queries.detail_marche import detailler_marche
from suivi_heures.queries.fenetres import fins_proches
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_lot, creer_marche, creer_regle
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")
D = datetime.date
AU = D(2025, 6, 15)


def _mois(contrat, *mois, heures="100.00", **champs):
    for m in mois:
        fin = D(2025, m + 1, 1) - datetime.timedelta(days=1)
        creer_heure(contrat=contrat, du=D(2025, m, 1), au=fin, heures=heures, **champs)


def _contrat(**champs):
    attribution = creer_attribution(lot=creer_lot(marche=creer_marche(), heures="1000.00"))
    return creer_contrat(attribution=attribution, **champs)


def _avancement(contrat):
    recalculer_realisation(lots=None)
    return avancement_des_marches(Marche.objects.filter(pk=contrat.marche_id), au=AU)[0].total


def test_valide_attente_et_du_ne_se_melangent_pas():
    contrat = _contrat()
    _mois(contrat, 2, 3, 4)
    _mois(contrat, 5, statut="SOUMISE")
    a = _avancement(contrat)
    assert (a.valide, a.attente, a.du, a.reste) == (300, 100, 1000, 700)


def test_un_taux_va_avec_sa_couverture():
    contrat = _contrat()
    _mois(contrat, 2, 3)
    a = _avancement(contrat)
    assert (a.couverture.recues, a.couverture.attendues) == (2, 4)


def test_un_rythme_regulier_se_projette_jusqu_a_la_fin():
    contrat = _contrat()
    _mois(contrat, 2, 3, 4, 5)
    assert _avancement(contrat).etat == "en_bonne_voie"


def test_l_attendu_suit_le_temps_ecoule():
    marche = creer_marche(date_debut=D(2025, 1, 1), date_fin=D(2025, 12, 31))
    assert attendu_a_ce_jour(Decimal(365), marche, D(2025, 1, 31)) == 31
    assert attendu_a_ce_jour(Decimal(365), marche, D(2026, 5, 1)) == 365


def test_l_attendu_s_arrete_au_dernier_mois_echu():
    """Compared on 20/06/2025 with ten days of delay: the hours of June cannot have been declared yet."""
    contrat = _contrat()
    total = avancement_des_marches([contrat.marche], au=D(2025, 6, 20))[0].total
    assert total.attendu == attendu_a_ce_jour(total.du, contrat.marche, D(2025, 5, 31))


def test_un_lot_en_avance_ne_sauve_pas_l_autre():
    contrat = _contrat()
    creer_lot(marche=contrat.marche, heures="500.00")
    for mois in range(2, 8):
        creer_heure(contrat=contrat, heures="300", du=D(2025, mois, 1), au=D(2025, mois, 28))
    recalculer_realisation(lots=[contrat.lot_id])
    total = avancement_des_marches([contrat.marche], au=D(2025, 9, 20))[0].total
    assert (total.du, total.valide, total.reste) == (1500, 1800, 500)


def test_un_mois_sans_declaration_est_reclame_a_son_titulaire():
    contrat = _contrat()
    _mois(contrat, 2, 4)
    manque = declarations_manquantes(au=AU)
    assert [(m.entreprise_id, m.mois) for m in manque] == [(contrat.titulaire_id, (D(2025, 5, 1), D(2025, 3, 1)))]


def test_le_delai_du_guichet_court_avant_de_reclamer():
    contrat = _contrat()
    _mois(contrat, 2, 3, 4)
    assert declarations_manquantes(au=D(2025, 6, 5)) == []


def test_une_fenetre_qui_se_ferme_est_annoncee_90_jours_avant():
    creer_regle(duree_eligibilite_mois=6)
    contrat = _contrat(date_debut=D(2025, 2, 1))
    assert [(f.contrat, f.fin) for f in fins_proches(au=AU)] == [(contrat, D(2025, 7, 31))]
    assert fins_proches(au=D(2025, 3, 1)) == []


def test_une_personne_sans_decision_est_une_affaire():
    contrat = _contrat(beneficiaire=creer_beneficiaire())
    affaire = next(a for a in affaires_en_cours([], au=AU) if a.type == "eligibilites")
    assert (affaire.cle, affaire.qui, affaire.depuis) == (contrat.beneficiaire_id, "Vous", contrat.date_debut)


def test_des_heures_en_attente_demandent_une_decision():
    contrat = _contrat()
    _mois(contrat, 2, 3, 4, 5, statut="SOUMISE")
    affaires = [a for a in affaires_en_cours([], au=AU) if a.type == "releves"]
    assert [a.cle for a in affaires] == [contrat.lot_id] * 4


def test_le_detail_d_un_marche_se_somme_au_total():
    contrat = _contrat()
    _mois(contrat, 2, 3, 4)
    total = _avancement(contrat)
    detail = detailler_marche(contrat.marche, [contrat.lot_id], au=AU)
    assert sum(detail.par_mois.values()) == total.valide
    assert sum(h for _, h in detail.par_modalite) == total.retenu
    assert sum(h for _, h in detail.par_public) == total.retenu


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_marches(django_assert_max_num_queries):
    for _ in range(5):
        _mois(_contrat(), 2, 3)
    recalculer_realisation(lots=None)
    with django_assert_max_num_queries(8):
        avancement_des_marches(Marche.objects.select_related("maitre_ouvrage"), au=AU)


def test_le_manque_s_additionne_sans_que_l_excedent_le_cache():
    def projete(centrale):
        return Avancement(du=Decimal(1000), projection=Projection(*(Decimal(centrale),) * 3))

    assert manque_projete([projete(1400), projete(700), projete(950), Avancement(du=Decimal(1000))]) == 350
