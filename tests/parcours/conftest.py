"""One instance and one browser for all the journeys, which run on one worker (`xdist_group`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.parcours.controles import DejaVus
from tests.parcours.instance import DEJA_LANCEE, Instance, demarrer_instance, rejoindre_instance
from tests.parcours.navigateur import DRAPEAUX, Personnes


@pytest.fixture(scope="session")
def instance(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker
) -> Iterator[Instance]:
    if DEJA_LANCEE in os.environ:
        yield rejoindre_instance(Path(os.environ[DEJA_LANCEE]))
        return
    dossier = tmp_path_factory.mktemp("parcours")
    with django_db_blocker.unblock(), demarrer_instance(f"parcours_{worker_id}", dossier) as instance:
        yield instance


@pytest.fixture(scope="package")
def _personnes(instance: Instance) -> Iterator[Personnes]:
    """Closed with the package: the event loop of Playwright would forbid the ORM to the other tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=DRAPEAUX)
        yield Personnes(chromium, instance.adresse)
        chromium.close()


@pytest.fixture
def personnes(_personnes: Personnes, instance: Instance) -> Iterator[Personnes]:
    """Windows of one test; nothing must have been said in the console, nothing asked elsewhere."""
    yield _personnes
    fautes = list(_personnes.fautes)
    _personnes.fermer()
    assert fautes == [], instance.lire_journal()


@pytest.fixture(scope="session")
def deja_vus() -> DejaVus:
    return DejaVus()
