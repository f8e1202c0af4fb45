"""Validate, in part or whole; send back; refuse: each once, each with its trace."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, Realisation
from suivi_heures.queries.lecture_releve import est_reportee
from suivi_heures.services.commencer_lecture import commencer_lecture
from suivi_heures.services.conclure_releves import conclure_releves
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.refuser_releve import ReleveNonRefusable, refuser_releve
from suivi_heures.services.relancer_releves import TENTATIVES_MAX, relancer_releves
from suivi_heures.services.renvoyer_releve import ReleveNonRenvoyable, renvoyer_releve
from suivi_heures.services.reporter_lecture import reporter_lecture
from suivi_heures.services.valider_releve import MotifManquant, ReleveNonSoumis, RienARetenir, valider_releve
from tests.factories.suivi_heures import creer_heure, creer_releve


@pytest.fixture
def releve(facilitateur, contrat):
    """Two waiting lines: 100 h in March, 50 h in April."""
    recu = creer_releve(entreprise=contrat.employeur, statut=StatutReleve.SOUMIS)
    for heures, mois in (("100", 3), ("50", 4)):
        creer_heure(
            contrat=contrat,
            heures=heures,
            du=datetime.date(2026, mois, 2),
            au=datetime.date(2026, mois, 15),
            statut="SOUMISE",
            releve_id=recu.pk,
        )
    recalculer_realisation(lots=[contrat.lot_id])
    return recu


def _totaux(contrat):
    totaux = Realisation.objects.get(lot_id=contrat.lot_id)
    return totaux.en_attente, totaux.retenues, totaux.refusees


def test_valider_tout(facilitateur, contrat, releve):
    assert valider_releve(releve=releve, par=facilitateur).statut == StatutReleve.VALIDE
    assert _totaux(contrat) == (0, 150, 0)


def test_valider_une_partie_demande_un_motif(facilitateur, contrat, releve):
    gardee = Heure.objects.get(heures=100)
    with pytest.raises(MotifManquant):
        valider_releve(releve=releve, retenues=[gardee.pk], par=facilitateur)
    partiel = valider_releve(releve=releve, retenues=[gardee.pk], motif="Avril non signé", par=facilitateur)
    assert (partiel.statut, partiel.motif) == (StatutReleve.VALIDE_PARTIEL, "Avril non signé")
    assert Heure.objects.get(heures=50).motif == "Avril non signé"
    assert _totaux(contrat) == (0, 100, 50)


def test_ne_rien_retenir_est_un_refus(facilitateur, releve):
    with pytest.raises(RienARetenir):
        valider_releve(releve=releve, retenues=[], motif="x", par=facilitateur)


def test_un_releve_valide_ne_se_decide_plus(facilitateur, contrat, releve):
    valider_releve(releve=releve, par=facilitateur)
    for refuse, erreur in (
        (lambda: valider_releve(releve=releve, par=facilitateur), ReleveNonSoumis),
        (lambda: refuser_releve(releve=releve, motif="x", par=facilitateur), ReleveNonRefusable),
        (lambda: renvoyer_releve(releve=releve, motif="x", par=facilitateur), ReleveNonRenvoyable),
    ):
        with pytest.raises(erreur, match="déjà été traité"):
            refuse()
    assert _totaux(contrat) == (0, 150, 0)


def test_renvoyer_retire_les_lignes_du_solde(facilitateur, contrat, releve):
    renvoye = renvoyer_releve(releve=releve, motif="Il manque la signature", par=facilitateur)
    assert (renvoye.statut, renvoye.motif) == (StatutReleve.A_COMPLETER, "Il manque la signature")
    assert _totaux(contrat) == (0, 0, 0)
    assert Heure.objects.filter(annulee=True).count() == 4
    assert sum(Heure.objects.values_list("heures", flat=True)) == 0


def test_un_releve_renvoye_ne_se_relit_pas_tout_seul(facilitateur, releve):
    renvoyer_releve(releve=releve, motif="Il manque la signature", par=facilitateur)
    assert lire_releve(releve=releve).statut == StatutReleve.A_COMPLETER


def test_refuser_garde_les_lignes_refusees(facilitateur, contrat, releve):
    assert refuser_releve(releve=releve, motif="Autre chantier", par=facilitateur).statut == StatutReleve.REJETE
    assert _totaux(contrat) == (0, 0, 150)
    assert set(Heure.objects.values_list("statut", "motif")) == {(StatutHeure.REFUSEE, "Autre chantier")}


def test_un_releve_attend_que_toutes_ses_lignes_soient_decidees(facilitateur, releve):
    Heure.objects.filter(heures=100).update(statut=StatutHeure.VALIDEE)
    conclure_releves(releves=[releve.pk, None], par=facilitateur)
    releve.refresh_from_db()
    assert releve.statut == StatutReleve.SOUMIS
    Heure.objects.filter(heures=50).update(statut=StatutHeure.REFUSEE)
    conclure_releves(releves=[releve.pk], motif="Avril", par=facilitateur)
    releve.refresh_from_db()
    assert (releve.statut, releve.motif) == (StatutReleve.VALIDE_PARTIEL, "Avril")


@pytest.fixture
def perdu(contrat):
    il_y_a_une_heure = timezone.now() - datetime.timedelta(hours=1)
    return creer_releve(entreprise=contrat.employeur, depose_a=il_y_a_une_heure)


def _balayer(fois, *, entre=None):
    """Sweeps, ten minutes apart; `entre`: what happens after each."""
    envoyes = []
    for rang in range(fois):
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11 * rang), tick=False):
            trouves = relancer_releves()
            envoyes.append(trouves)
            for pk in trouves if entre else ():
                entre(releve_id=pk)
    return envoyes


def test_un_releve_dont_la_lecture_echoue_est_relance_cinq_fois_puis_signale(perdu):
    assert _balayer(TENTATIVES_MAX + 2, entre=commencer_lecture) == [[perdu.pk]] * TENTATIVES_MAX + [[], []]
    perdu.refresh_from_db()
    assert perdu.statut == StatutReleve.A_COMPLETER
    assert "CSV" in perdu.message


def test_attendre_dans_une_longue_file_n_est_pas_un_essai(perdu):
    """No worker has taken it for two hours: nothing says that it cannot be read."""
    assert _balayer(TENTATIVES_MAX * 2) == [[perdu.pk]] * TENTATIVES_MAX * 2
    perdu.refresh_from_db()
    assert (perdu.statut, perdu.tentatives) == (StatutReleve.DEPOSE, 0)


def test_un_releve_qui_vient_d_arriver_est_laisse_a_son_ouvrier(contrat):
    creer_releve(entreprise=contrat.employeur)
    assert relancer_releves() == []


def test_un_balayage_trop_proche_n_allonge_pas_la_file(perdu):
    assert [relancer_releves() for _ in range(3)] == [[perdu.pk], [], []]


def test_reporte_cinq_fois_le_fichier_n_est_pas_accuse(perdu):
    def reporter(*, releve_id):
        commencer_lecture(releve_id=releve_id)
        reporter_lecture(releve_id=releve_id)

    _balayer(TENTATIVES_MAX + 1, entre=reporter)
    perdu.refresh_from_db()
    assert perdu.statut == StatutReleve.A_COMPLETER
    assert "le fichier n’est pas en cause" in perdu.message.lower()
    assert est_reportee(perdu)
