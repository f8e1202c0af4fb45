"""Sign-in does not depend on the broker."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_connexion
from tests.clauses_app.comptes.test_connexion import se_connecter

CACHES = {
    "default": {
        "BACKEND": "clauses_app.comptes.cache.CacheDeTravail",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 0.2},
    },
    "compteurs": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "comptes_compteur"},
}


@pytest.fixture
def sans_courtier() -> Any:
    with override_settings(CACHES=CACHES):
        yield


@pytest.mark.usefixtures("sans_courtier")
def test_on_entre_sans_courtier_et_les_essais_restent_comptes(client: Client, facilitateur: Adhesion) -> None:
    with within_connexion():
        personne = facilitateur.utilisateur
    assert se_connecter(client, personne).status_code == 302
    for _ in range(10):
        se_connecter(Client(), personne, "faux")
    assert "Trop d’essais" in se_connecter(Client(), personne).content.decode()


@pytest.mark.usefixtures("sans_courtier")
def test_ce_qui_est_perdu_ne_casse_rien() -> None:
    caches["default"].set("avancement", 40)
    assert caches["default"].get("avancement", 0) == 0
    assert not caches["default"].add("avancement", 1)
    assert not caches["default"].delete("avancement")
