"""`/sante/` tells what is wrong, to anybody, without working for everybody."""

from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from clauses_app import sante

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sans_memoire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sante._memoire, "a", float("-inf"))


@pytest.fixture
def ouvrier(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Answers of the workers to a ping."""
    reponses: list[Any] = [{"local": {"ok": "pong"}}]
    monkeypatch.setattr(current_app.control, "ping", lambda **_: reponses)
    return reponses


def test_tout_va_bien(client: Client, ouvrier: list[Any]) -> None:
    reponse = client.get("/sante/")
    assert reponse.json() == {"database": "ok", "broker": "ok", "worker": "ok", "version": settings.VERSION}
    assert reponse.status_code == 200
    assert reponse["Cache-Control"] == "no-store"


def test_un_ouvrier_absent_se_dit(client: Client, ouvrier: list[Any]) -> None:
    ouvrier.clear()
    reponse = client.get("/sante/")
    assert reponse.status_code == 503
    assert reponse.json()["worker"] == "Aucun ouvrier Celery ne répond."
    assert reponse.json()["database"] == "ok"


def test_une_base_muette_se_dit_sans_detail(
    client: Client, ouvrier: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def panne() -> None:
        raise DatabaseError("connection to server at 10.0.0.3 failed")

    monkeypatch.setattr(sante, "_base", panne)
    reponse = client.get("/sante/")
    assert reponse.status_code == 503
    assert reponse.json()["database"] == "La base de données ne répond pas."
    assert "10.0.0.3" not in reponse.text


def test_la_reponse_sert_deux_secondes(client: Client, ouvrier: list[Any]) -> None:
    assert client.get("/sante/").status_code == 200
    ouvrier.clear()
    assert client.get("/sante/").status_code == 200
