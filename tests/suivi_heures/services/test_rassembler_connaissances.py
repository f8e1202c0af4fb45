"""What the guichet knows is what its record says, and nothing of another guichet."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.imports.releve.base import connaissances_de_la_base
from suivi_heures.services.rassembler_connaissances import rassembler_connaissances
from tests.factories.comptes import creer_guichet

BASE = Path(__file__).parents[2] / "donnees" / "releves" / "base.json"


@pytest.fixture
def guichets(db):
    call_command("reprendre", str(BASE))
    with within_connexion():
        return Guichet.objects.get(code="brumelle"), creer_guichet(code="voisin")


def test_la_base_reprise_est_connue_telle_quelle(guichets, django_assert_num_queries):
    voulu = connaissances_de_la_base(json.loads(BASE.read_text("utf-8")))
    with within_guichet(guichets[0].pk), django_assert_num_queries(5):
        connu = rassembler_connaissances()
    assert set(connu.personnes) == set(voulu.personnes)
    assert {contrat._replace(cle=0) for contrat in connu.contrats} == set(voulu.contrats)  # no file knows our keys
    assert set(connu.employeurs) == set(voulu.employeurs)
    assert set(connu.lots) == set(voulu.lots)


def test_un_autre_guichet_ne_connait_personne(guichets):
    with within_guichet(guichets[1].pk):
        connu = rassembler_connaissances()
    assert not connu.personnes
    assert not connu.contrats
    assert not connu.lots
