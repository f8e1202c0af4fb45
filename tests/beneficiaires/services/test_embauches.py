"""Work contracts: several lots for one employment, an early end and the way back, what does not hold together."""

import datetime
from decimal import Decimal

import pytest

from beneficiaires.models import ContratTravail
from beneficiaires.queries.vigilances import vigilances
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps, enregistrer_beneficiaire
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from beneficiaires.services.lever_vigilance import lever_vigilance
from beneficiaires.services.ouvrir_sur_un_lot import DejaOuvert, ouvrir_sur_un_lot
from beneficiaires.services.reprendre_vigilance import reprendre_vigilance
from beneficiaires.services.rouvrir_contrat import PasTermine, rouvrir_contrat
from beneficiaires.services.terminer_contrat import FinImpossible, terminer_contrat
from suivi_heures.models import Heure, Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.marches import creer_attribution, creer_entreprise, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")
D = datetime.date


def _titres(personne):
    return [v.titre for v in vigilances(beneficiaires=[personne.pk])]


def test_une_embauche_ouverte_sur_deux_lots_compte_sur_chacun():
    contrat = creer_contrat()
    second = ouvrir_sur_un_lot(contrat=contrat, attribution=creer_attribution(), par=None)
    creer_heure(contrat=contrat, heures="60.00")
    creer_heure(contrat=second, heures="40.00")
    recalculer_realisation(lots=None)
    assert sorted(Realisation.objects.values_list("retenues", flat=True)) == [Decimal("40.00"), Decimal("60.00")]
    assert second.embauche_racine == contrat.pk


def test_une_embauche_ne_s_ouvre_qu_une_fois_sur_un_lot():
    contrat = creer_contrat()
    with pytest.raises(DejaOuvert):
        ouvrir_sur_un_lot(contrat=contrat, attribution=contrat.attribution, par=None)


def test_les_dates_d_une_embauche_se_disent_une_fois_pour_tous_ses_lots():
    contrat = creer_contrat()
    second = ouvrir_sur_un_lot(contrat=contrat, attribution=creer_attribution(), par=None)
    second.date_fin = D(2026, 5, 31)
    enregistrer_contrat(contrat=second, par=None)
    contrat.refresh_from_db()
    assert contrat.date_fin == D(2026, 5, 31)


def test_un_contrat_termine_plus_tot_garde_la_date_prevue_et_se_retablit():
    contrat = creer_contrat(date_fin=D(2026, 12, 31))
    termine = terminer_contrat(contrat=contrat, date_fin=D(2025, 6, 30), motif="EMPLOI", version=0, par=None)
    assert (termine.date_fin, termine.fin_prevue) == (D(2025, 6, 30), D(2026, 12, 31))
    retabli = rouvrir_contrat(contrat=termine, par=None)
    assert (retabli.date_fin, retabli.motif_fin, retabli.fin_prevue) == (D(2026, 12, 31), "", None)
    with pytest.raises(PasTermine):
        rouvrir_contrat(contrat=retabli, par=None)


def test_les_heures_apres_une_fin_anticipee_ne_comptent_plus():
    contrat = creer_contrat(date_fin=D(2026, 12, 31))
    creer_heure(contrat=contrat, heures="31.00", du=D(2025, 8, 1), au=D(2025, 8, 31))
    recalculer_realisation(lots=None)
    terminer_contrat(contrat=contrat, date_fin=D(2025, 7, 31), motif="DEMISSION", version=0, par=None)
    assert Realisation.objects.get(lot=contrat.lot_id).retenues == 0


@pytest.mark.parametrize("jour", [D(2025, 1, 31), D(2026, 12, 31), D(2027, 6, 30)])
def test_une_fin_anticipee_est_dans_le_contrat(jour):
    contrat = creer_contrat(date_debut=D(2025, 2, 1), date_fin=D(2026, 12, 31))
    with pytest.raises(FinImpossible):
        terminer_contrat(contrat=contrat, date_fin=jour, motif="AUTRE", version=0, par=None)


def test_un_employeur_corrige_corrige_ses_lignes():
    contrat = creer_contrat()
    heure = creer_heure(contrat=contrat)
    contrat.employeur = creer_entreprise()
    enregistrer_contrat(contrat=contrat, par=None)
    assert Heure.objects.get(pk=heure.pk).employeur_id == contrat.employeur_id


def test_deux_employeurs_en_meme_temps_sont_signales_avec_leur_raison():
    personne = creer_beneficiaire(eligible_depuis=D(2025, 1, 1))
    for debut, fin in ((D(2025, 2, 1), D(2025, 6, 30)), (D(2025, 6, 1), None)):
        creer_contrat(beneficiaire=personne, date_debut=debut, date_fin=fin)
    [v] = vigilances(beneficiaires=[personne.pk])
    assert v.titre == "Deux employeurs en même temps"
    assert "du 01/06/2025 au 30/06/2025" in v.phrase


def test_deux_contrats_qui_se_suivent_ne_sont_pas_signales():
    personne = creer_beneficiaire()
    creer_contrat(beneficiaire=personne, date_debut=D(2025, 2, 1), date_fin=D(2025, 5, 31))
    creer_contrat(beneficiaire=personne, date_debut=D(2025, 6, 1), date_fin=None)
    assert _titres(personne) == []


def test_plus_de_48_heures_par_semaine_tous_contrats_reunis():
    personne = creer_beneficiaire()
    un = creer_contrat(beneficiaire=personne, type_contrat="CDDI", heures_semaine=Decimal("35.00"))
    ouvrir_sur_un_lot(contrat=un, attribution=creer_attribution(), par=None)
    assert _titres(personne) == []  # two lots, one employment: the same 35 h
    creer_contrat(
        beneficiaire=personne, type_contrat="CDDI", employeur_id=un.employeur_id, heures_semaine=Decimal("17.50")
    )
    [v] = vigilances(beneficiaires=[personne.pk])
    assert "52,50\u202fh par semaine" in v.phrase


def test_dates_impossibles():
    enfant = creer_beneficiaire(date_naissance=D(2012, 1, 1))
    creer_contrat(beneficiaire=enfant, type_contrat="CDDI")
    assert _titres(enfant) == ["Âge impossible"]
    hors = creer_beneficiaire()
    marche = creer_marche(date_debut=D(2025, 1, 1), date_fin=D(2025, 12, 31))
    creer_contrat(
        beneficiaire=hors, attribution=creer_attribution(lot=creer_lot(marche=marche)), date_debut=D(2026, 2, 1)
    )
    assert _titres(hors) == ["Contrat hors des dates du marché"]


def test_une_vigilance_expliquee_ne_revient_que_si_on_la_reprend():
    personne = creer_beneficiaire(date_naissance=D(2012, 1, 1))
    creer_contrat(beneficiaire=personne, type_contrat="CDDI")
    [v] = vigilances(beneficiaires=[personne.pk])
    levee = lever_vigilance(beneficiaire=personne, cle=v.cle, motif="date de naissance à vérifier", par=None)
    assert vigilances(beneficiaires=[personne.pk])[0].levee == levee
    reprendre_vigilance(levee=levee, par=None)
    assert vigilances(beneficiaires=[personne.pk])[0].levee is None


def test_deux_personnes_qui_modifient_la_seconde_est_prevenue():
    contrat = creer_contrat()
    premier, second = (ContratTravail.objects.get(pk=contrat.pk) for _ in range(2))
    premier.poste = "maçon"
    enregistrer_contrat(contrat=premier, par=None, version=0)
    second.poste = "peintre"
    with pytest.raises(ModifieEntreTemps):
        enregistrer_contrat(contrat=second, par=None, version=0)
    personne = contrat.beneficiaire
    enregistrer_beneficiaire(beneficiaire=personne, par=None, version=0)
    with pytest.raises(ModifieEntreTemps):
        enregistrer_beneficiaire(beneficiaire=personne, par=None, version=0)
