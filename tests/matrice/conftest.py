"""What both walks need: the addresses and the seeded world."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.matrice.adresses import Adresse, parcourir
from tests.matrice.monde import Monde, creer_monde
from tests.matrice.visites import SANS_MATRICE


@pytest.fixture(scope="session")
def adresses() -> list[Adresse]:
    return [adresse for adresse in parcourir() if adresse.nom not in SANS_MATRICE]


@pytest.fixture
def monde(db: None) -> Monde:
    cache.clear()
    return creer_monde()


@pytest.fixture(autouse=True)
def _sans_trace() -> Iterator[None]:
    """Thousands of refusals are expected: none is worth a line."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
