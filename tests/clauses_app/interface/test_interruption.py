"""While a part is down, people and programs are answered: wait so many seconds, and what became of what was sent."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from clauses_app.comptes import middleware
from clauses_app.interface import erreurs
from clauses_app.local.emplacement import RACINE
from clauses_app.tenancy.coupures import est_une_coupure

SANS_BASE = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
entetes = {"Authorization": "Bearer anc_x", "Idempotency-Key": "k"}
reponses = [
    client.get("/marches/"),
    client.post("/compte/connexion/", {"login": "a@b.fr", "password": "x"}),
    client.get("/api/v1/releves/", headers=entetes),
    client.post("/api/v1/releves/", "{}", content_type="application/json", headers=entetes),
]
print(json.dumps([
    [r.status_code, r.headers.get("Retry-After"), r.headers["Content-Type"], r.headers.get("Cache-Control"), r.text]
    for r in reponses
]))
"""


def test_sans_base_chacun_apprend_quand_revenir_et_que_rien_n_est_perdu() -> None:
    """A port where nobody listens: the application starts and answers all the same."""
    ailleurs = {
        "DATABASE_URL": "postgres://personne@127.0.0.1:1/rien",
        "DJANGO_SETTINGS_MODULE": "clauses_app.settings_test",
        "DEBUG": "0",
    }
    fait = subprocess.run(
        [sys.executable, "-c", SANS_BASE],
        cwd=RACINE,
        env=os.environ | ailleurs,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    lecture, envoi, *programme = json.loads(fait.stdout.splitlines()[-1])
    for statut, attente, _, cache, _ in (lecture, envoi, *programme):
        assert (statut, attente, cache) == (503, "30", "no-store")
    assert "Rien n’est perdu" in lecture[4]
    assert "n’a pas été enregistré, pas même à moitié" in envoi[4]
    for _, _, genre, _, corps in programme:
        assert genre == "application/problem+json"
        probleme = json.loads(corps)
        assert (probleme["type"], probleme["status"]) == ("/api/#interruption", 503)
        assert "même clé d’idempotence" in probleme["detail"]


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError("connection refused"),
        psycopg.errors.AdminShutdown("terminating"),
        psycopg.errors.CrashShutdown("terminating"),
        psycopg.errors.CannotConnectNow("starting up"),
        psycopg.errors.TooManyConnections("too many"),
        psycopg.errors.DiskFull("no space"),
        psycopg.errors.LockNotAvailable("lock timeout"),
        psycopg.errors.QueryCanceled("statement timeout"),
        psycopg.errors.DeadlockDetected("deadlock"),
    ],
    ids=lambda cause: type(cause).__name__,
)
def test_une_base_absente_ou_debordee_n_est_pas_une_faute_de_notre_part(cause: Exception) -> None:
    faute = OperationalError(str(cause))
    faute.__cause__ = cause
    assert est_une_coupure(faute)
    suite = ProgrammingError("Cannot open a new connection in an atomic block.")
    assert est_une_coupure(suite)
    assert est_une_coupure(InterfaceError("the connection is closed"))


@pytest.mark.parametrize("cause", [psycopg.errors.UndefinedTable("x"), psycopg.errors.UniqueViolation("y"), KeyError()])
def test_nos_fautes_restent_des_pannes(cause: Exception) -> None:
    faute = ProgrammingError("x")
    faute.__cause__ = cause
    assert not est_une_coupure(faute)


@pytest.mark.django_db
def test_une_coupure_au_moment_d_enregistrer_ne_se_donne_pas_pour_un_refus(rf: RequestFactory) -> None:
    """The base dies between the answer and the commit: nobody knows, and the page says how to know."""
    request = rf.post("/heures/")
    porte = middleware.TransactionMiddleware(lambda _: HttpResponse("gardé"))

    class Coupee(transaction.Atomic):
        def __exit__(self, *args: Any) -> None:
            super().__exit__(*args)
            raise OperationalError from psycopg.OperationalError("server closed the connection")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(middleware.transaction, "atomic", lambda **_: Coupee("default", savepoint=True, durable=False))
        try:
            porte(request)
        except OperationalError:
            reponse = erreurs.panne(request)
    assert reponse.status_code == 503
    assert "gardé en entier, ou pas du tout" in reponse.text
    assert "avant de le refaire" in reponse.text


@pytest.fixture
def courtier_muet() -> Iterator[int]:
    """Accepts and never answers: what a broker that is paused does."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as prise:
        yield prise.getsockname()[1]


@pytest.fixture
def courtier_plein() -> Iterator[int]:
    """Refuses every command, as Valkey does when its memory is full."""

    def refuser(lien: socket.socket) -> None:
        with lien:
            while recu := lien.recv(65536):
                lien.sendall(b"-OOM command not allowed when used memory > 'maxmemory'.\r\n" * max(1, recu.count(b"*")))

    def accueillir(prise: socket.socket) -> None:
        while True:
            try:
                lien, _ = prise.accept()
            except OSError:
                return
            threading.Thread(target=refuser, args=(lien,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as prise:
        threading.Thread(target=accueillir, args=(prise,), daemon=True).start()
        yield prise.getsockname()[1]


ENVOYER = """
import time, django
django.setup()
from clauses_app.celery import app
app.conf.task_always_eager = False
from suivi_heures.tasks import importer_releve_tache
importer_releve_tache.envoyer(1, releve_id=1)  # whatever is loaded once
debut = time.monotonic()
print(importer_releve_tache.envoyer(1, releve_id=1), time.monotonic() - debut)
"""


def _confier(port: int) -> tuple[str, float]:
    ailleurs = {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "DJANGO_SETTINGS_MODULE": "clauses_app.settings_test"}
    fait = subprocess.run(
        [sys.executable, "-c", ENVOYER],
        cwd=RACINE,
        env=os.environ | ailleurs,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert fait.returncode == 0, fait.stderr[-2000:]
    issue, duree = fait.stdout.split()
    return issue, float(duree)


def test_un_courtier_arrete_ne_fait_ni_panne_ni_attente() -> None:
    assert _confier(1) == ("False", pytest.approx(0, abs=1.5))


def test_un_courtier_muet_retient_trois_secondes_au_plus(courtier_muet: int) -> None:
    assert _confier(courtier_muet) == ("False", pytest.approx(3, abs=1.5))


def test_un_courtier_plein_ne_fait_pas_de_panne(courtier_plein: int) -> None:
    issue, duree = _confier(courtier_plein)
    assert issue == "False"
    assert duree < 5
