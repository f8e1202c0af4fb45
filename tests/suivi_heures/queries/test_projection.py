"""The projection and the one rule of states."""

import datetime
from decimal import Decimal

import pytest

from clauses_app.interface.graphiques import Projection
from suivi_heures.queries.projection import (
    assez_connu,
    calculer_projection,
    dernier_mois_echu,
    dire_mois_observes,
    juger,
    mois_restants,
)

D = Decimal


def _p(basse, centrale, haute):
    return Projection(D(basse), D(centrale), D(haute))


@pytest.mark.parametrize(
    ("valide", "projection", "etat"),
    [
        ("1000", None, "atteint"),
        ("1200", _p(1200, 1200, 1200), "atteint"),
        ("500", _p(900, 1000, 1100), "en_bonne_voie"),
        ("500", _p(800, 900, 1000), "a_surveiller"),
        ("500", _p(700, 800, 999), "en_retard"),
        ("500", None, "sans_projection"),
    ],
)
def test_une_seule_regle_des_etats(valide, projection, etat):
    assert juger(valide=D(valide), du=D(1000), projection=projection) == etat


def test_rien_de_du_est_sans_objet():
    assert juger(valide=D(10), du=D(0), projection=None) == "sans_objet"


def test_moins_de_trois_mois_ne_se_projettent_pas():
    assert calculer_projection(acquis=D(100), rythmes=[D(0)] * 4 + [D(50), D(60)], restants=D(3)) is None


def test_un_marche_termine_finit_a_ce_qui_est_acquis():
    assert calculer_projection(acquis=D(100), rythmes=[], restants=D(0)) == _p(100, 100, 100)


def test_un_rythme_constant_se_prolonge_sans_ecart():
    projection = calculer_projection(acquis=D(100), rythmes=[D(50)] * 6, restants=D(4))
    assert projection == _p(300, 300, 300)


def test_les_hypotheses_encadrent_la_centrale():
    p = calculer_projection(acquis=D(0), rythmes=[D(x) for x in (0, 10, 20, 30, 90, 90)], restants=D(2))
    assert p.basse <= p.centrale <= p.haute


@pytest.mark.parametrize(
    ("au", "attendu"),
    [
        (datetime.date(2026, 11, 22), datetime.date(2026, 10, 1)),
        (datetime.date(2026, 11, 9), datetime.date(2026, 9, 1)),
        (datetime.date(2027, 1, 11), datetime.date(2026, 12, 1)),
    ],
)
def test_un_mois_est_echu_apres_le_delai(au, attendu):
    assert dernier_mois_echu(au, 10) == attendu


def test_mois_restants_jamais_negatifs():
    assert mois_restants(datetime.date(2026, 10, 1), datetime.date(2026, 5, 1)) == 0


ECHU = datetime.date(2026, 10, 1)
MOIS = {rang: datetime.date(2026, rang, 1) for rang in range(1, 11)}
CENT = D(100)


@pytest.mark.parametrize(
    ("declares", "attendus", "incomplets", "connu"),
    [
        ((8, 9, 10), (8, 9, 10), (), True),  # three months declared
        ((5, 6), range(1, 7), (), True),  # nobody under contract since June: known, not silent
        ((5, 6), range(1, 11), (7, 8, 9, 10), False),  # the same figures, and four declarations that never came
        ((), range(1, 4), (), True),  # everything declared, the last six months without anybody
        ((), range(1, 11), range(5, 11), False),  # six months of silence
        ((9, 10), (9, 10), (), False),  # two months worked: the months before the first contract tell nothing
        ((), (), (), False),
    ],
)
def test_un_mois_est_connu_quand_rien_n_y_manque(declares, attendus, incomplets, connu):
    assert (
        assez_connu(
            {MOIS[rang]: CENT for rang in declares},
            declarees=CENT if attendus else D(0),
            echu=ECHU,
            attendus={MOIS[rang] for rang in attendus},
            incomplets={MOIS[rang] for rang in incomplets},
        )
        is connu
    )


def test_jamais_d_heures_jamais_de_projection():
    tous = set(MOIS.values())
    assert not assez_connu({}, declarees=D(0), echu=ECHU, attendus=tous, incomplets=set())


def test_les_mois_observes_se_disent():
    assert dire_mois_observes(ECHU) == "mai à octobre 2026"
    assert dire_mois_observes(datetime.date(2026, 3, 1)) == "octobre 2025 à mars 2026"
