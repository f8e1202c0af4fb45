"""A month is validated once; what is wrong is left; the balance follows in the same breath."""

import datetime
from decimal import Decimal

import pytest

from clauses_app.audit.models import Evenement
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import BrouillonHeure, Heure, Realisation, ReleveHeures
from suivi_heures.services.refuser_heures import RienARefuser, refuser_heures
from suivi_heures.services.saisir_heures import saisir_heures
from suivi_heures.services.valider_heures import MoisValide, valider_heures
from tests.factories.beneficiaires import creer_contrat
from tests.factories.suivi_heures import creer_heure, creer_releve

MARS = datetime.date(2026, 3, 1)


@pytest.fixture
def soumise(facilitateur, contrat):
    releve = creer_releve(entreprise=contrat.employeur, statut=StatutReleve.SOUMIS)
    return creer_heure(
        contrat=contrat,
        heures="140",
        du=datetime.date(2026, 3, 2),
        au=datetime.date(2026, 3, 31),
        statut="SOUMISE",
        releve_id=releve.pk,
    )


def _realisation(contrat):
    return Realisation.objects.get(lot_id=contrat.lot_id)


def test_un_brouillon_devient_une_ligne_validee(facilitateur, contrat):
    saisir_heures(contrat=contrat, mois=MARS, texte="151,67", par=facilitateur)
    resultat = valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur)
    ligne = Heure.objects.get()
    assert resultat == MoisValide(1, Decimal("151.67"), 0)
    assert (ligne.du, ligne.au) == (datetime.date(2026, 3, 2), datetime.date(2026, 3, 31))
    assert (ligne.statut, ligne.decidee_par) == (StatutHeure.VALIDEE, "Camille Ferrand")
    assert not BrouillonHeure.objects.exists()
    assert _realisation(contrat).retenues == Decimal("151.67")


def test_une_ligne_en_attente_devient_validee_et_son_releve_aussi(facilitateur, contrat, soumise):
    valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur)
    soumise.refresh_from_db()
    assert soumise.statut == StatutHeure.VALIDEE
    assert Heure.objects.count() == 1
    assert _realisation(contrat).retenues == 140
    assert _statut_du_releve(soumise) == StatutReleve.VALIDE


def _statut_du_releve(ligne):
    return ReleveHeures.objects.get(pk=ligne.releve_id).statut


def test_un_second_clic_ne_valide_rien_de_plus(facilitateur, contrat, soumise):
    valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur)
    assert valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur).lignes == 0
    assert Evenement.objects.filter(verbe="HEURES_VALIDEES").count() == 1


def test_un_brouillon_faux_attend(facilitateur, contrat):
    saisir_heures(contrat=contrat, mois=MARS, texte="252", par=facilitateur)
    assert valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur) == MoisValide(0, Decimal(0), 1)
    assert BrouillonHeure.objects.get().texte == "252"


def test_un_brouillon_depasse_par_un_releve_n_est_pas_compte_deux_fois(facilitateur, contrat):
    saisir_heures(contrat=contrat, mois=MARS, texte="35", par=facilitateur)
    creer_heure(contrat=contrat, heures="35", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31))
    assert valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur).lignes == 0
    assert Heure.objects.count() == 1


def test_une_grille_filtree_ne_valide_que_ce_qu_elle_montre(facilitateur, contrat, soumise):
    autre = creer_contrat(attribution=contrat.attribution, date_debut=MARS)
    saisir_heures(contrat=autre, mois=MARS, texte="35", par=facilitateur)
    valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur, contrats=[autre.pk])
    soumise.refresh_from_db()
    assert soumise.statut == StatutHeure.SOUMISE


def test_refuser_garde_la_ligne_et_son_motif(facilitateur, contrat, soumise):
    assert refuser_heures(heures=[soumise.pk], motif="Relevé non signé", par=facilitateur) == 1
    soumise.refresh_from_db()
    assert (soumise.statut, soumise.motif) == (StatutHeure.REFUSEE, "Relevé non signé")
    assert _realisation(contrat).refusees == 140
    assert _statut_du_releve(soumise) == StatutReleve.REJETE


def test_une_ligne_decidee_ne_se_refuse_plus(facilitateur, contrat, soumise):
    valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur)
    with pytest.raises(RienARefuser):
        refuser_heures(heures=[soumise.pk], motif="Trop tard", par=facilitateur)
