"""Cells of the grid, as the server writes them."""

import json
from decimal import Decimal

import pytest

from clauses_app.interface.grille import ETATS_CASE, Case, creer_case, refuser_grille, repondre_grille


def test_une_case_validee_est_fermee_et_dit_son_etat():
    html = creer_case(cle="12-2026-10", etat="v", heures=Decimal("151.67")).html
    assert 'id="case-12-2026-10"' in html
    assert 'aria-readonly="true"' in html
    assert "151,67" in html
    assert "validé" in html


def test_une_case_comptee_en_partie_montre_les_deux_nombres():
    html = creer_case(cle="1", etat="n", heures=Decimal(154), compte=Decimal(119), modifiable=True).html
    assert "dont 119" in html
    assert "aria-readonly" not in html


def test_une_faute_reste_dans_la_case_avec_sa_phrase():
    html = Case(cle="1", etat="c", saisi="<12>", modifiable=True, message="Au-delà du plafond.").html
    assert 'data-saisi="&lt;12&gt;"' in html
    assert 'data-message="Au-delà du plafond."' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("etat", ETATS_CASE)
def test_tous_les_etats_se_dessinent(etat):
    assert f'data-etat="{etat}"' in creer_case(cle="1", etat=etat, heures=Decimal(7)).html


def test_la_reponse_porte_les_elements_et_l_evenement():
    reponse = repondre_grille([Case(cle="1", etat="-").html], evenement="heures-validees")
    assert json.loads(reponse.content)["elements"][0].startswith("<td")
    assert reponse["HX-Trigger"] == "heures-validees"


def test_un_refus_porte_sa_phrase():
    reponse = refuser_grille("Octobre est clos.")
    assert (reponse.status_code, json.loads(reponse.content)["message"]) == (422, "Octobre est clos.")
