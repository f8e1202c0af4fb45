"""Signing in, as each kind of user does."""

import pytest

from suivi_heures.management.demonstration.comptes import COMPTES
from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]


@pytest.mark.parametrize("compte", COMPTES, ids=lambda compte: compte.courriel)
def test_chacun_se_connecte_et_arrive_chez_lui(personnes: Personnes, compte):
    page = personnes.page(compte.courriel)
    page.goto("/")
    assert page.get_by_role("heading", level=1).count() == 1
