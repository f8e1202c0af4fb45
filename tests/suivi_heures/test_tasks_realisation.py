"""The wide recomputations and the nightly check, through their tasks."""

from decimal import Decimal

import pytest

from clauses_app.tenancy.contexte import within_guichet
from suivi_heures import tasks
from suivi_heures.models import Realisation
from tests.factories.suivi_heures import creer_heure


@pytest.fixture
def dans_deux_guichets(guichet, autre_guichet):
    for un in (guichet, autre_guichet):
        with within_guichet(un.pk):
            creer_heure()
    return guichet, autre_guichet


def retenues(guichet):
    with within_guichet(guichet.pk):
        return list(Realisation.objects.values_list("retenues", flat=True))


def test_recalculer_un_guichet_ne_touche_pas_les_autres(dans_deux_guichets):
    guichet, autre = dans_deux_guichets

    tasks.recalculer_guichet.delay(guichet.pk)

    assert retenues(guichet) == [Decimal("100.00")]
    assert retenues(autre) == []


def test_la_verification_de_la_nuit_passe_dans_tous_les_guichets(dans_deux_guichets):
    tasks.verifier_tous_les_guichets.delay()

    assert [retenues(un) for un in dans_deux_guichets] == [[Decimal("100.00")]] * 2
