"""The OpenAPI document is true: whatever is sent, what comes back is what it says."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.transport.wsgi import WSGI_TRANSPORT

from suivi_heures.api.document import ecrire_document

pytestmark = pytest.mark.django_db
EXEMPLES = int(os.environ.get("EXEMPLES_API", "15"))
APPLICATION = WSGIHandler()
CONTROLES = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
)
OPERATIONS = [
    (chemin, methode)
    for chemin, gestes in ecrire_document()["paths"].items()
    for methode in ("get", "post")
    if methode in gestes
]
JAMAIS_DE_DEBIT = {"api": None, "api_depots": None}


def _appeler(cas: Any) -> Any:
    """In the transaction of the test: the request does not close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        return WSGI_TRANSPORT.send(cas, app=APPLICATION)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.parametrize(("chemin", "methode"), OPERATIONS)
def test_aucune_panne_ni_reponse_non_ecrite(
    chemin: str, methode: str, programme: Any, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    """Generated calls, good and bad, under a valid token; `make api` asks for many more."""
    monkeypatch.setattr("suivi_heures.api.entree.DebitDuJeton.THROTTLE_RATES", JAMAIS_DE_DEBIT)
    operation = schemathesis.openapi.from_dict(ecrire_document())[chemin][methode]
    existant = programme.poster(programme.lignes()).json()["id"]
    statuts: dict[int, int] = {}

    @settings(
        max_examples=EXEMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def essayer(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
        cas = data.draw(operation.as_strategy(generation_mode=mode))
        if "id" in cas.path_parameters and data.draw(st.booleans()):
            cas.path_parameters["id"] = existant
        cas.headers["Authorization"] = f"Bearer {programme.secret}"
        reponse = _appeler(cas)
        statuts[reponse.status_code] = statuts.get(reponse.status_code, 0) + 1
        cas.validate_response(reponse, checks=list(CONTROLES))

    essayer()
    record_property("mesure", f"api, {methode.upper()} {chemin} : {statuts}")
    assert {200, 201} & set(statuts), statuts


def test_chaque_refus_a_son_ancre_dans_la_page() -> None:
    page = Client().get("/api/")
    assert page.status_code == 200
    texte = page.content.decode()
    types = ecrire_document()["components"]["schemas"]["Probleme"]["properties"]["type"]
    enum = types.get("enum") or ecrire_document()["components"]["schemas"][types["$ref"].rpartition("/")[2]]["enum"]
    assert [un for un in enum if f'id="{un.partition("#")[2]}"' not in texte] == []


def test_le_document_est_public_et_sans_donnee() -> None:
    reponse = Client().get("/api/v1/openapi.json")
    assert reponse.json()["openapi"].startswith("3.1")
    assert set(reponse.json()["paths"]) == {chemin for chemin, _ in OPERATIONS}
