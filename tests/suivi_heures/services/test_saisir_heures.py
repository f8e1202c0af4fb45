"""A cell keeps what was typed; what is impossible is said, what is surprising is confirmed."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from suivi_heures.models import BrouillonHeure
from suivi_heures.services.saisir_heures import CaseFermee, saisir_heures
from tests.factories.beneficiaires import creer_contrat
from tests.factories.suivi_heures import creer_heure

MARS = datetime.date(2026, 3, 1)
pytestmark = [pytest.mark.usefixtures("contrat"), pytest.mark.filterwarnings("error")]


@pytest.fixture(autouse=True)
def _nous_sommes_en_mai():
    with time_machine.travel(datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.UTC), tick=False):
        yield


def _saisir(contrat, texte, mois=MARS, **champs):
    return saisir_heures(contrat=contrat, mois=mois, texte=texte, par=None, **champs)


@pytest.mark.parametrize(
    ("texte", "heures"), [("151,67", "151.67"), ("151h40", "151.67"), ("7 h 30", "7.50"), ("0", "0")]
)
def test_une_case_garde_ses_heures(contrat, texte, heures):
    brouillon = _saisir(contrat, texte)
    assert (brouillon.texte, brouillon.heures, brouillon.faute) == (texte, Decimal(heures), "")


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("abc", "n’est pas un nombre d’heures"),
        ("-7", "négatif"),
        ("721", "24\u202fh par jour"),
        ("12h75", "59 minutes"),
    ],
)
def test_un_texte_impossible_reste_avec_sa_phrase(contrat, texte, mots):
    brouillon = _saisir(contrat, texte)
    assert (brouillon.texte, brouillon.heures) == (texte, None)
    assert mots in brouillon.faute


def test_vider_la_case_oublie_le_brouillon(contrat):
    _saisir(contrat, "35")
    assert _saisir(contrat, "  ") is None
    assert not BrouillonHeure.objects.exists()


def test_retaper_remplace(contrat):
    _saisir(contrat, "35")
    _saisir(contrat, "36")
    assert [brouillon.texte for brouillon in BrouillonHeure.objects.all()] == ["36"]


def test_un_mois_trop_long_se_confirme(contrat):
    assert "220\u202fh" in _saisir(contrat, "252").faute
    brouillon = _saisir(contrat, "252", confirmer=True)
    assert (brouillon.heures, brouillon.faute) == (Decimal(252), "")


def test_les_heures_chez_un_autre_employeur_comptent_dans_le_mois(contrat):
    ailleurs = creer_contrat(beneficiaire=contrat.beneficiaire)
    creer_heure(contrat=ailleurs, heures="150", du=MARS, au=datetime.date(2026, 3, 31))
    assert "150\u202fh sous d’autres contrats" in _saisir(contrat, "100").faute


def test_plus_de_vingt_quatre_heures_par_jour_bloque_tous_contrats_confondus(contrat):
    ailleurs = creer_contrat(beneficiaire=contrat.beneficiaire)
    creer_heure(contrat=ailleurs, heures="400", du=MARS, au=datetime.date(2026, 3, 31))
    brouillon = _saisir(contrat, "400", confirmer=True)
    assert brouillon.heures is None
    assert "plus de 24\u202fh par jour" in brouillon.faute


def test_les_absences_ne_font_pas_un_mois_trop_long(contrat):
    assert _saisir(contrat, "252", nature="ABSENCE").faute == ""


@pytest.mark.parametrize(
    ("mois", "mots"),
    [
        (datetime.date(2026, 2, 1), "commence le 02/03/2026"),
        (datetime.date(2026, 5, 1), "terminé le 15/04/2026"),
    ],
)
def test_hors_du_contrat_la_case_est_fermee(contrat, mois, mots):
    with pytest.raises(CaseFermee, match=mots):
        _saisir(contrat, "35", mois)


def test_un_mois_a_venir_est_ferme(contrat):
    sans_fin = creer_contrat(date_fin=None)
    with pytest.raises(CaseFermee, match="Juin 2026"):
        _saisir(sans_fin, "35", datetime.date(2026, 6, 1))


def test_une_case_enregistree_se_corrige_et_ne_se_retape_pas(contrat):
    creer_heure(contrat=contrat, du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31), statut="SOUMISE")
    with pytest.raises(CaseFermee, match="corrigez-les"):
        _saisir(contrat, "35")


def test_une_case_refusee_se_retape(contrat):
    creer_heure(contrat=contrat, du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 31), statut="REFUSEE")
    assert _saisir(contrat, "35").heures == 35
