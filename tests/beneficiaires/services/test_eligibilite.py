"""Eligibility: decided, withdrawn, recounted; criteria read with a reason."""

import datetime
from decimal import Decimal

import pytest

from beneficiaires.models import DecisionEligibilite
from beneficiaires.services.decider_eligibilite import decider_eligibilite
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from beneficiaires.services.lire_criteres import lire_criteres
from beneficiaires.services.retirer_decision import DejaRetiree, retirer_decision
from clauses_app.audit.models import Evenement
from suivi_heures.models import Realisation
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.suivi_heures import creer_heure

pytestmark = pytest.mark.usefixtures("dans_guichet")
JANVIER = datetime.date(2025, 1, 15)


def _decider(personne, **faits):
    return decider_eligibilite(
        **{
            "beneficiaire": personne,
            "categorie": "B_RSA",
            "decision": "ACCEPTEE",
            "date_decision": JANVIER,
            "par": None,
        }
        | faits
    )


def _retenues(contrat):
    return Realisation.objects.get(lot=contrat.lot_id).retenues


def test_une_decision_fait_compter_les_heures():
    contrat = creer_contrat(beneficiaire=creer_beneficiaire())
    creer_heure(contrat=contrat, heures="31.00")
    recalculer_realisation(lots=[contrat.lot_id])
    assert _retenues(contrat) == 0
    _decider(contrat.beneficiaire)
    assert _retenues(contrat) == Decimal("31.00")


def test_une_decision_retiree_ne_compte_plus_et_reste():
    contrat = creer_contrat(beneficiaire=creer_beneficiaire())
    creer_heure(contrat=contrat, heures="31.00")
    decision = _decider(contrat.beneficiaire)
    retirer_decision(decision=decision, motif="mauvaise personne", par=None)
    assert (_retenues(contrat), DecisionEligibilite.objects.count()) == (0, 1)


def test_une_decision_ne_se_retire_qu_une_fois():
    decision = _decider(creer_beneficiaire())
    retirer_decision(decision=decision, motif="erreur", par=None)
    with pytest.raises(DejaRetiree):
        retirer_decision(decision=decision, motif="erreur", par=None)


def test_une_seule_categorie_principale():
    personne = creer_beneficiaire()
    _decider(personne, principale=True)
    _decider(personne, categorie="B_DELD", principale=True)
    assert list(DecisionEligibilite.objects.filter(principale=True).values_list("categorie", flat=True)) == ["B_DELD"]


def test_la_fiche_dit_verifie_sans_dire_pourquoi():
    personne = creer_beneficiaire()
    _decider(personne)
    personne.refresh_from_db()
    assert (personne.est_eligible, personne.verifie_le) == (True, JANVIER)


def test_lire_les_criteres_laisse_une_trace_sans_categorie():
    personne = creer_beneficiaire()
    _decider(personne)
    lire_criteres(beneficiaire=personne, motif="contrôle du dossier", par=None)
    trace = Evenement.objects.get(verbe="CRITERE_LU")
    assert trace.faits == {"pourquoi": "contrôle du dossier"}
    assert "B_RSA" not in str(list(Evenement.objects.values()))


def test_un_contrat_anterieur_deplace_la_fenetre_de_tous_les_lots():
    personne = creer_beneficiaire(eligible_depuis=datetime.date(2022, 1, 1))
    recent = creer_contrat(beneficiaire=personne, date_debut=datetime.date(2025, 2, 1))
    creer_heure(contrat=recent, heures="31.00")
    recalculer_realisation(lots=[recent.lot_id])
    assert _retenues(recent) == Decimal("31.00")
    ancien = creer_contrat(beneficiaire=personne)
    ancien.date_debut, ancien.date_fin = datetime.date(2023, 1, 1), datetime.date(2023, 6, 30)
    enregistrer_contrat(contrat=ancien, par=None)
    assert _retenues(recent) == 0
