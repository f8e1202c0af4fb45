"""What was expected and what was received, month by month and contract by contract."""

import datetime

import pytest

from suivi_heures.enums import StatutReleve
from suivi_heures.models import LigneReleve, ReleveHeures
from suivi_heures.queries.couverture import Couverture, Par, calculer_couverture, calculer_couvertures
from tests.factories.beneficiaires import creer_contrat
from tests.factories.marches import creer_attribution, creer_lot, creer_marche
from tests.factories.suivi_heures import creer_heure

jour = datetime.date
pytestmark = pytest.mark.usefixtures("dans_guichet")


def _contrat(**champs):
    """Three months, two of them in part."""
    return creer_contrat(**{"date_debut": jour(2026, 1, 15), "date_fin": jour(2026, 3, 10)} | champs)


@pytest.mark.parametrize(
    ("au", "attendues"),
    [
        (jour(2026, 2, 10), 0),  # the tenth is still in time
        (jour(2026, 2, 11), 1),
        (jour(2026, 3, 11), 2),
        (jour(2026, 12, 31), 3),
    ],
)
def test_un_mois_est_attendu_apres_son_delai(au, attendues):
    _contrat()
    assert calculer_couverture(au=au).attendues == attendues


def test_le_marche_borne_le_contrat_de_travail():
    marche = creer_marche(date_debut=jour(2026, 2, 1), date_fin=jour(2026, 4, 30))
    attribution = creer_attribution(lot=creer_lot(marche=marche))
    _contrat(date_debut=jour(2026, 1, 1), date_fin=None, attribution=attribution)
    assert calculer_couverture(au=jour(2027, 1, 1)) == Couverture(attendues=3, recues=0)


def test_une_ligne_qui_tient_vaut_declaration():
    contrat = _contrat()
    creer_heure(contrat=contrat, du=jour(2026, 1, 15), au=jour(2026, 1, 31), statut="SOUMISE")
    creer_heure(contrat=contrat, du=jour(2026, 2, 1), au=jour(2026, 2, 28), annulee=True)
    assert calculer_couverture(au=jour(2026, 12, 31)) == Couverture(attendues=3, recues=1)


def test_une_ligne_de_deux_mois_vaut_deux_declarations():
    contrat = _contrat()
    creer_heure(contrat=contrat, du=jour(2026, 1, 15), au=jour(2026, 2, 3))
    assert calculer_couverture(au=jour(2026, 12, 31)).recues == 2


@pytest.mark.parametrize(
    ("statut", "recues"), [(StatutReleve.SOUMIS, 1), (StatutReleve.A_COMPLETER, 0), (StatutReleve.REJETE, 0)]
)
def test_personne_n_a_travaille_est_une_declaration(statut, recues):
    contrat = _contrat()
    releve = ReleveHeures.objects.create(
        entreprise_id=contrat.employeur_id, mois=jour(2026, 2, 1), statut=statut, empreinte="x", nom_fichier="r.csv"
    )
    LigneReleve.objects.create(
        releve=releve, numero=2, contrat=contrat, du=jour(2026, 2, 1), au=jour(2026, 2, 28), heures=0
    )
    assert calculer_couverture(au=jour(2026, 12, 31)).recues == recues


def test_la_couverture_se_lit_par_lot_ou_par_employeur():
    ailleurs, ici = _contrat(), _contrat()
    creer_heure(contrat=ici, du=jour(2026, 1, 15), au=jour(2026, 1, 31))
    au = jour(2026, 12, 31)
    assert calculer_couvertures(Par.LOT, [ici.lot_id], au=au) == {ici.lot_id: Couverture(3, 1)}
    assert calculer_couvertures(Par.EMPLOYEUR, au=au)[ailleurs.employeur_id] == Couverture(3, 0)
    assert calculer_couvertures(Par.MARCHE, [], au=au) == {}


def test_un_trimestre_borne_les_mois():
    contrat = _contrat()
    assert calculer_couverture(
        Par.LOT, [contrat.lot_id], au=jour(2026, 12, 31), depuis=jour(2026, 2, 1), jusque=jour(2026, 2, 28)
    ) == Couverture(1, 0)


def test_rien_d_attendu_n_a_pas_de_part():
    assert Couverture().part is None
    assert Couverture(4, 3).part == 75
