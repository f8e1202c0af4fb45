"""Each guichet decides how severe a control is; the three doors obey: grid, timesheet, validation."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from clauses_app.audit.models import Evenement
from suivi_heures.enums import CodeAnomalie, Severite, StatutReleve
from suivi_heures.models import AvertissementAccepte, BrouillonHeure, Heure, LigneReleve
from suivi_heures.queries.controles import CONTROLES, lire_severites
from suivi_heures.services.accepter_avertissements import AvertissementPose
from suivi_heures.services.regler_controles import regler_controles
from suivi_heures.services.saisir_heures import MotifAttendu, saisir_heures
from suivi_heures.services.valider_heures import valider_heures
from suivi_heures.services.valider_releve import valider_releve
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.suivi_heures import creer_heure
from tests.suivi_heures.services.test_lire_releve import _codes, _fichier, _importer

MARS = datetime.date(2026, 3, 1)
LONG = CodeAnomalie.HEURES_EXCESSIVES


@pytest.fixture(autouse=True)
def _nous_sommes_en_mai():
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def regler(facilitateur):
    def _regler(severite, code=LONG):
        regler_controles(valeurs={code: severite}, par=facilitateur)

    return _regler


def _saisir(contrat, texte="230", **champs):
    return saisir_heures(contrat=contrat, mois=MARS, texte=texte, par=None, **champs)


def test_sans_reglage_le_produit_fait_ce_qu_il_faisait(contrat):
    assert lire_severites() == {
        "HEURES_EXCESSIVES": "CONFIRMER",
        "DUREE_LEGALE": "IGNORER",
        "CHEVAUCHEMENT": "IGNORER",
        "SANS_DECISION": "IGNORER",
    }
    brouillon = _saisir(contrat)
    assert (brouillon.heures, "220\u202fh" in brouillon.faute) == (Decimal(230), True)
    assert [controle["severite"] for controle in brouillon.controles] == ["CONFIRMER"]


@pytest.mark.parametrize(
    ("severite", "heures", "arretee", "dits"),
    [
        (Severite.IGNORER, Decimal(230), False, 0),
        (Severite.INFORMER, Decimal(230), False, 1),
        (Severite.CONFIRMER, Decimal(230), True, 1),
        (Severite.AVERTIR, Decimal(230), True, 1),
        (Severite.BLOQUER, None, True, 1),
    ],
)
def test_la_grille_obeit_a_chaque_severite(regler, severite, heures, arretee, dits, contrat):
    regler(severite)
    brouillon = _saisir(contrat)
    assert (brouillon.heures, bool(brouillon.faute), len(brouillon.controles)) == (heures, arretee, dits)


def test_un_motif_est_demande_garde_et_journalise(regler, facilitateur, contrat):
    regler(Severite.AVERTIR)
    _saisir(contrat)
    with pytest.raises(MotifAttendu):
        _saisir(contrat, confirmer=True, motif="  ")
    _saisir(contrat, confirmer=True, motif="Chantier de nuit")
    assert BrouillonHeure.objects.get().faute == ""
    accepte = AvertissementAccepte.objects.get()
    assert (accepte.code, accepte.motif, accepte.mois) == (LONG, "Chantier de nuit", MARS)
    assert Evenement.objects.get(verbe="AVERTISSEMENT_ACCEPTE").faits["motif"] == "Chantier de nuit"
    assert valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur).lignes == 1


def test_un_refus_ne_se_confirme_pas(regler, contrat):
    regler(Severite.BLOQUER)
    assert _saisir(contrat, confirmer=True, motif="Si").heures is None
    assert not AvertissementAccepte.objects.exists()


def test_changer_un_reglage_relit_les_cases_en_attente(regler, contrat):
    _saisir(contrat, confirmer=True)
    regler(Severite.INFORMER, CodeAnomalie.DUREE_LEGALE)
    regler(Severite.BLOQUER)
    assert BrouillonHeure.objects.get().heures is None
    regler(Severite.INFORMER)
    brouillon = BrouillonHeure.objects.get()
    assert (brouillon.heures, brouillon.faute, brouillon.texte) == (Decimal(230), "", "230")


def test_une_case_deja_confirmee_le_reste_quand_rien_ne_change_pour_elle(regler, contrat):
    _saisir(contrat, confirmer=True)
    regler(Severite.BLOQUER, CodeAnomalie.CHEVAUCHEMENT)
    regler(Severite.INFORMER, CodeAnomalie.DUREE_LEGALE)
    brouillon = BrouillonHeure.objects.get()
    assert (brouillon.faute, len(brouillon.controles)) == ("", 2)


def test_la_duree_legale_suit_les_jours_du_contrat(regler, contrat):
    regler(Severite.CONFIRMER, CodeAnomalie.DUREE_LEGALE)
    # 30 days of contract in March: 48 × 30 / 7 = 205.71 h
    assert _saisir(contrat, "205,71").faute == ""
    assert "205,71\u202fh" in _saisir(contrat, "205,72").faute


def test_deux_employeurs_les_memes_jours(regler, contrat):
    regler(Severite.CONFIRMER, CodeAnomalie.CHEVAUCHEMENT)
    ailleurs = creer_contrat(beneficiaire=contrat.beneficiaire)
    assert _saisir(contrat, "35").faute == ""
    creer_heure(contrat=ailleurs, heures="35", du=MARS, au=datetime.date(2026, 3, 1))
    assert _saisir(contrat, "35").faute == ""  # the day before the contract
    creer_heure(contrat=ailleurs, heures="35", du=datetime.date(2026, 3, 31), au=datetime.date(2026, 3, 31))
    assert str(ailleurs.employeur) in _saisir(contrat, "35").faute


def test_l_entreprise_n_apprend_pas_qui_d_autre_emploie_la_personne(regler, contrat):
    regler(Severite.BLOQUER, CodeAnomalie.CHEVAUCHEMENT)
    ailleurs = creer_contrat(beneficiaire=contrat.beneficiaire)
    creer_heure(contrat=ailleurs, heures="35", du=MARS, au=datetime.date(2026, 3, 31))
    releve = _importer(contrat, _fichier((contrat, "35", "", "")))
    assert _codes(releve) == ["CHEVAUCHEMENT"]
    faute = LigneReleve.objects.get(releve=releve).anomalies[0]["message"]
    assert "un autre employeur" in faute
    assert str(ailleurs.employeur) not in faute


def test_une_personne_sans_decision_acceptee(regler, contrat):
    regler(Severite.INFORMER, CodeAnomalie.SANS_DECISION)
    nouvelle = creer_contrat(beneficiaire=creer_beneficiaire(), date_debut=datetime.date(2026, 3, 2))
    brouillon = _saisir(nouvelle, "35")
    assert (brouillon.faute, [c["code"] for c in brouillon.controles]) == ("", ["SANS_DECISION"])
    assert _saisir(contrat, "35").controles == []


@pytest.mark.parametrize(
    ("severite", "statut", "anomalies", "avertissements"),
    [
        (Severite.IGNORER, StatutReleve.SOUMIS, [], []),
        (Severite.INFORMER, StatutReleve.SOUMIS, [], [LONG]),
        (Severite.AVERTIR, StatutReleve.SOUMIS, [], [LONG]),
        (Severite.BLOQUER, StatutReleve.A_COMPLETER, [LONG], []),
    ],
)
def test_la_lecture_d_un_releve_obeit(regler, severite, statut, anomalies, avertissements, contrat):
    regler(severite)
    releve = _importer(contrat, _fichier((contrat, "230", "", "")))
    assert (releve.statut, _codes(releve), _codes(releve, "avertissements")) == (statut, anomalies, avertissements)


def test_valider_un_releve_demande_le_motif_du_guichet(regler, facilitateur, contrat):
    releve = _importer(contrat, _fichier((contrat, "230", "", "")))
    regler(Severite.AVERTIR)
    with pytest.raises(AvertissementPose, match="motif"):
        valider_releve(releve=releve, par=facilitateur)
    with pytest.raises(AvertissementPose, match="page du relevé"):
        valider_heures(lot=contrat.lot, mois=MARS, par=facilitateur)
    assert Heure.objects.get().statut == "SOUMISE"
    assert valider_releve(releve=releve, avertissement="Astreintes", par=facilitateur).statut == StatutReleve.VALIDE
    assert AvertissementAccepte.objects.get().motif == "Astreintes"


def test_valider_un_releve_que_le_guichet_refuse_desormais(regler, facilitateur, contrat):
    releve = _importer(contrat, _fichier((contrat, "230", "", "")))
    regler(Severite.BLOQUER)
    with pytest.raises(AvertissementPose, match="refuse"):
        valider_releve(releve=releve, avertissement="Si", par=facilitateur)
    assert not AvertissementAccepte.objects.exists()


def test_chaque_controle_permet_ce_qu_il_fait_sans_reglage():
    assert all(controle.defaut in controle.permises for controle in CONTROLES)
