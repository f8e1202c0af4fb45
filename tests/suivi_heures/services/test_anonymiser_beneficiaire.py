"""After its retention a file forgets who the person was; no figure changes."""

import datetime
import json

import pytest
from django.utils import timezone

from beneficiaires.models import Beneficiaire, DecisionEligibilite
from beneficiaires.queries.conservation import dossiers_echus
from beneficiaires.services.regler_personnes import regler_personnes
from suivi_heures.models import Realisation
from suivi_heures.restitutions.donnees_personne import rassembler_donnees
from suivi_heures.services.anonymiser_beneficiaire import PasDue, anonymiser_beneficiaire
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")
D = datetime.date


@pytest.fixture
def ancienne():
    """A contract over for three years, 100 h counted."""
    jour = timezone.localdate()
    debut = D(jour.year - 4, 2, 1)
    personne = creer_beneficiaire(
        nom="SISSOKO", prenom="Mariam", autres_noms=["DIARRA"], date_naissance=D(1994, 5, 7), eligible_depuis=debut
    )
    contrat = creer_contrat(beneficiaire=personne, date_debut=debut, date_fin=D(jour.year - 3, 1, 31))
    creer_heure(contrat=contrat, du=D(debut.year, 3, 1), au=D(debut.year, 3, 31))
    DecisionEligibilite.objects.update(motif="orientée par Mme Sissoko mère")
    recalculer_realisation(lots=None)
    return personne


def test_le_dossier_est_propose_apres_la_duree_du_guichet(ancienne):
    au = timezone.localdate()
    assert list(dossiers_echus(au=au)) == [ancienne]
    regler_personnes(delai_demande_jours=7, conservation_mois=60, version=0, par=None)
    assert not dossiers_echus(au=au)


def test_un_contrat_en_cours_ou_sans_fin_garde_le_dossier(ancienne):
    creer_contrat(beneficiaire=ancienne, date_fin=None)
    assert not dossiers_echus(au=timezone.localdate())
    with pytest.raises(PasDue):
        anonymiser_beneficiaire(beneficiaire=ancienne, par=None)


def test_anonymiser_efface_les_noms_et_garde_les_totaux(ancienne):
    avant = list(Realisation.objects.order_by("lot").values_list("lot", "retenues", "declarees"))
    anonymiser_beneficiaire(beneficiaire=ancienne, par=None)
    fiche = Beneficiaire.objects.get()
    assert (fiche.nom, fiche.prenom, fiche.autres_noms, fiche.date_naissance) == (
        "Personne anonymisée", "", [], D(1994, 1, 1),
    )  # fmt: skip
    assert DecisionEligibilite.objects.get().motif == ""
    assert "issoko" not in str(rassembler_donnees(fiche)).lower()
    assert list(Realisation.objects.order_by("lot").values_list("lot", "retenues", "declarees")) == avant
    assert verifier_realisation().est_juste
    with pytest.raises(PasDue):
        anonymiser_beneficiaire(beneficiaire=fiche, par=None)


def test_le_droit_d_acces_donne_tout_en_mots(ancienne):
    donnees = rassembler_donnees(ancienne)
    assert donnees["Identité"]["Nom"] == "SISSOKO"
    assert donnees["Décisions d’éligibilité"][0]["Catégorie"] == "Demandeur d’emploi de longue durée"
    assert donnees["Heures déclarées"][0]["Heures"] == "100,00\u202fh"
    json.dumps(donnees)
