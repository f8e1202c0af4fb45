"""Sizing in a real browser: the result follows what is typed, nothing is sent by hand."""

from __future__ import annotations

import pytest

from tests.parcours.navigateur import Personnes

pytestmark = [pytest.mark.navigateur, pytest.mark.xdist_group("parcours")]


def test_le_resultat_suit_la_frappe(personnes: Personnes) -> None:
    page = personnes.page("camille@exemple.fr")
    page.goto("/calibrer/calculette/")
    page.get_by_label("Montant hors taxes").fill("1 000 000")
    page.get_by_label("Taux d’insertion").fill("5")
    page.get_by_label("Part de main-d’œuvre").fill("50")
    page.get_by_label("Coût horaire").fill("30")
    page.locator("#resultat", has_text="833").wait_for()
    page.locator("#resultat", has_text="1 personne").wait_for()
