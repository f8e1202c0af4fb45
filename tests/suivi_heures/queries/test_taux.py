"""A rate is rounded once, from the hours: the same figure on the screen, in the report and in a file."""

from dataclasses import replace
from decimal import Decimal

import pytest

from clauses_app.interface.formats import formater_pourcent
from suivi_heures.queries.avancement import Avancement
from suivi_heures.queries.realisation import TotauxLot
from suivi_heures.queries.taux import part_realisee, taux_normatif
from suivi_heures.restitutions.bilan_trimestriel import Effectif, LigneRepartition, Repartition
from suivi_heures.restitutions.situation import RIEN, avancer

DEMI = [  # 43,345 %: its normative rate ends with a five that rounding made
    (Decimal("43345"), Decimal("100000"), "0.4335", "43,3\u202f%"),
    (Decimal("43350"), Decimal("100000"), "0.4335", "43,4\u202f%"),
    (Decimal("999.60"), Decimal("1000"), "0.9996", "100,0\u202f%"),
]


@pytest.mark.parametrize(("realise", "objectif", "taux", "imprime"), DEMI)
def test_l_ecran_le_rapport_et_les_donnees_partent_des_memes_heures(realise, objectif, taux, imprime):
    ecran = Avancement(valide=realise, du=objectif)
    rapport = avancer(_mesure(realise, objectif), projection=None)
    donnees = TotauxLot(1, 1, "M", "1", objectif, realise, Decimal(0), Decimal(0), realise, realise, {})
    assert formater_pourcent(ecran.part) == formater_pourcent(rapport.pourcent) == imprime
    assert str(rapport.taux) == str(donnees.taux) == taux


@pytest.mark.parametrize("objectif", [None, Decimal(0), Decimal("-7")])
def test_sans_heures_dues_il_n_y_a_pas_de_taux(objectif):
    assert part_realisee(Decimal(7), objectif) is None
    assert taux_normatif(Decimal(7), objectif) is None


def test_une_part_d_heures_du_rapport_n_est_pas_arrondie_deux_fois():
    seule = LigneRepartition("Femmes", Effectif(12, Decimal("49496")), Decimal("49.50"))
    repartition = Repartition("Sexe", (seule,), Effectif(30, Decimal("100000")))
    [(_, part)] = repartition.lignes_et_parts
    assert formater_pourcent(part, 0) == "49\u202f%"


def _mesure(realise, objectif):
    return replace(RIEN, realise=realise, objectif=objectif)
