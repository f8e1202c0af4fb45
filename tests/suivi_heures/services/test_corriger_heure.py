"""A line is never edited: the difference is written beside it, with its reason."""

import datetime
from decimal import Decimal

import pytest

from suivi_heures.enums import CodeAnomalie, Severite
from suivi_heures.models import Heure, Realisation
from suivi_heures.services.corriger_heure import CorrectionAConfirmer, CorrectionImpossible, corriger_heure
from suivi_heures.services.regler_controles import regler_controles
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


def test_plus_de_vingt_quatre_heures_par_jour_de_contrat_ne_se_corrigent_pas(facilitateur, ligne):
    ligne.contrat.date_debut = datetime.date(2026, 3, 20)
    ligne.contrat.save()
    with pytest.raises(CorrectionImpossible, match="le contrat ne couvre que 12\xa0jours"):
        _corriger(ligne, "300", facilitateur)
    assert Heure.objects.count() == 1


def test_au_dela_du_maximum_du_guichet_le_meme_chiffre_se_confirme_et_son_motif_reste(facilitateur, ligne):
    with pytest.raises(CorrectionAConfirmer, match="au-delà de 220"):
        _corriger(ligne, "260", facilitateur)
    assert Heure.objects.count() == 1
    with pytest.raises(CorrectionAConfirmer):  # another figure is another question
        corriger_heure(heure=ligne, heures=Decimal(265), motif="Paie", par=facilitateur, confirmees=Decimal(260))
    ecrite = corriger_heure(heure=ligne, heures=Decimal(260), motif="Paie", par=facilitateur, confirmees=Decimal(260))
    assert ecrite.heures == 106


def test_ce_que_le_guichet_refuse_ne_se_confirme_pas(facilitateur, ligne):
    regler_controles(valeurs={CodeAnomalie.HEURES_EXCESSIVES.value: Severite.BLOQUER.value}, par=facilitateur)
    with pytest.raises(CorrectionImpossible, match="votre guichet refuse"):
        corriger_heure(heure=ligne, heures=Decimal(260), motif="Paie", par=facilitateur, confirmees=Decimal(260))


def test_des_heures_retirees_ne_sont_pas_pesees(facilitateur, contrat):
    ligne = creer_heure(
        contrat=contrat, heures="400", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31), statut="VALIDEE"
    )
    assert _corriger(ligne, "300", facilitateur).heures == -100
