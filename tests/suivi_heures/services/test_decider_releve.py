"""Validate, in part or whole; send back; refuse: each once, each with its trace."""

import datetime

import pytest
from django.utils import timezone

from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, Realisation
from suivi_heures.services.conclure_releves import conclure_releves
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from suivi_heures.services.refuser_releve import ReleveNonRefusable, refuser_releve
from suivi_heures.services.relancer_releves import TENTATIVES_MAX, relancer_releves
from suivi_heures.services.renvoyer_releve import ReleveNonRenvoyable, renvoyer_releve
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


def test_un_releve_perdu_est_relance_cinq_fois_puis_signale(contrat):
    il_y_a_une_heure = timezone.now() - datetime.timedelta(hours=1)
    recu = creer_releve(entreprise=contrat.employeur, depose_a=il_y_a_une_heure)
    creer_releve(entreprise=contrat.employeur)  # just received: its worker is at it
    assert [relancer_releves() for _ in range(TENTATIVES_MAX)] == [[recu.pk]] * TENTATIVES_MAX
    assert relancer_releves() == []
    recu.refresh_from_db()
    assert recu.statut == StatutReleve.A_COMPLETER
    assert "CSV" in recu.message
