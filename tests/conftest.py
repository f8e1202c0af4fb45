"""The net under every test: application role, real servers, no network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from clauses_app import pdf
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.local.preparation import supprimer_base
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from tests.arbres_pdf import lire_deux_fois
from tests.bases import creer_base, viser
from tests.factories.comptes import creer_adhesion, creer_guichet
from tests.serveurs import url_administrateur


def _verifier_le_role() -> None:
    """A suite run as superuser proves nothing."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
        assert curseur.fetchone() == (False,), "les tests doivent tourner sous le rôle applicatif"
    connection.close()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A database of this process, made by the deploy role; the tests then speak as the application."""
    base = f"essai_{getattr(request.config, 'workerinput', {}).get('workerid', 'seul')}"
    with django_db_blocker.unblock():
        creer_base(base)
        viser(base)
        _verifier_le_role()
    yield
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
    supprimer_base(url_administrateur(), base)


@pytest.fixture(autouse=True)
def _sans_reseau(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves the machine."""
    relier = socket.socket.connect

    def local_seulement(self: socket.socket, adresse: Any) -> Any:
        hote = adresse[0] if isinstance(adresse, tuple) else "127.0.0.1"
        assert hote in {"127.0.0.1", "localhost", "::1"}, f"appel réseau vers {adresse}"
        return relier(self, adresse)

    monkeypatch.setattr(socket.socket, "connect", local_seulement)


@pytest.fixture(autouse=True)
def _deux_lectures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fast reader of documents reads what the engine would have read."""
    monkeypatch.setattr(pdf, "lire_arbre", lire_deux_fois)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests have counted (`record_property("mesure", …)`), whatever process counted it."""
    mesures = [
        valeur
        for issue in ("passed", "failed")
        for rapport in terminalreporter.getreports(issue)
        for nom, valeur in rapport.user_properties
        if nom == "mesure" and rapport.when == "call"
    ]
    if mesures:
        terminalreporter.section("mesures")
        terminalreporter.write_line("\n".join(sorted(mesures)))


@pytest.fixture
def guichet(db: None) -> Guichet:
    with within_connexion():
        return creer_guichet(code="guichet-a", nom="Maison de l’emploi A")


@pytest.fixture
def autre_guichet(db: None) -> Guichet:
    with within_connexion():
        return creer_guichet(code="guichet-b", nom="PLIE B")


@pytest.fixture
def dans_guichet(guichet: Guichet) -> Iterator[Guichet]:
    """The test runs inside guichet A, as its staff."""
    with within_guichet(guichet.pk):
        yield guichet


@pytest.fixture
def facilitateur(guichet: Guichet) -> Adhesion:
    with within_connexion():
        return creer_adhesion(guichet=guichet, role="FACILITATEUR", nom="Camille Ferrand")


@pytest.fixture
def connecter(db: None) -> Any:
    """`connecter(adhesion)` → a client signed in, in the space of this membership."""

    def _connecter(adhesion: Adhesion) -> Client:
        client = Client()
        with within_connexion():
            client.force_login(adhesion.utilisateur)
            session = client.session
            session["adhesion_id"] = adhesion.pk
            session.save()
        return client

    return _connecter
