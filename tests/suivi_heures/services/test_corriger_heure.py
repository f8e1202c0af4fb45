"""A line is never edited: the difference is written beside it, with its reason."""

import datetime
from decimal import Decimal

import pytest

from suivi_heures.models import Heure, Realisation
from suivi_heures.services.corriger_heure import CorrectionImpossible, corriger_heure
from tests.factories.suivi_heures import creer_heure


@pytest.fixture
def ligne(facilitateur, contrat):
    return creer_heure(
        contrat=contrat, heures="154", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31), statut="VALIDEE"
    )


def _corriger(ligne, heures, par):
    return corriger_heure(heure=ligne, heures=Decimal(heures), motif="Bulletin de paie reçu", par=par)


def test_la_correction_porte_la_difference_signee(facilitateur, ligne):
    correction = _corriger(ligne, "119", facilitateur)
    assert (correction.heures, correction.corrige_id, correction.motif) == (
        Decimal(-35),
        ligne.pk,
        "Bulletin de paie reçu",
    )
    assert Realisation.objects.get().retenues == 119


def test_une_seconde_correction_part_du_dernier_chiffre(facilitateur, ligne):
    premiere = _corriger(ligne, "119", facilitateur)
    assert _corriger(premiere, "125", facilitateur).heures == 6
    assert Realisation.objects.get().retenues == 125


def test_zero_reprend_tout(facilitateur, ligne):
    _corriger(ligne, "119", facilitateur)
    assert _corriger(ligne, "0", facilitateur) is None
    assert not Heure.objects.filter(annulee=False).exists()
    assert sum(Heure.objects.values_list("heures", flat=True)) == 0
    totaux = Realisation.objects.get()
    assert (totaux.declarees, totaux.retenues) == (0, 0)


def test_corriger_sans_rien_changer_est_refuse(facilitateur, ligne):
    with pytest.raises(CorrectionImpossible, match="154"):
        _corriger(ligne, "154", facilitateur)


def test_une_ligne_retiree_ne_se_corrige_plus(facilitateur, ligne):
    _corriger(ligne, "0", facilitateur)
    with pytest.raises(CorrectionImpossible, match="retirée"):
        _corriger(ligne, "10", facilitateur)


def test_une_ligne_refusee_se_retape(facilitateur, contrat):
    refusee = creer_heure(contrat=contrat, statut="REFUSEE")
    with pytest.raises(CorrectionImpossible, match="refusée"):
        _corriger(refusee, "10", facilitateur)


def test_une_ligne_en_attente_se_corrige_en_attendant(facilitateur, contrat):
    soumise = creer_heure(
        contrat=contrat, heures="154", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31), statut="SOUMISE"
    )
    assert _corriger(soumise, "140", facilitateur).statut == "SOUMISE"
    assert Realisation.objects.get().en_attente == 140
