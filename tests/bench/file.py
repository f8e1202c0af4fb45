"""What the queue costs beside the work its messages hold: processor of the whole worker (its main process and its two
children) for messages sent to it, against the same calls made here. What the database does is the same on both sides,
and is measured here."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from statistics import median
from typing import Any

import redis
from django.db import connection

from clauses_app.celery import app
from clauses_app.local.emplacement import LOCAL, RACINE
from clauses_app.local.serveurs import demarrer
from suivi_heures.tasks import (
    PAQUET,
    recalculer_guichet,
    relancer_guichet,
    relancer_guichets,
    tenir_suivi_guichets,
    verifier_guichets,
)
from tests.bench.base import PORTEE
from tests.bench.mesure import Ligne, attendre_le_repos, temps_processeur
from tests.bench.national import guichets

PAQUETS, ESSAIS, QUEUE = 8, 3, "defaut"
TIC = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cas:
    nom: str
    tache: Callable[..., object]
    messages: list[tuple[Any, ...]]
    but: str = ">= 0.9"


def mesurer(adresse: str, tours: int) -> Iterator[Ligne]:
    siens = guichets()
    tous = [siens[rang % len(siens)] for rang in range(PAQUETS * PAQUET)]
    paquets = [(list(paquet),) for paquet in batched(tous, PAQUET)]
    courtier = redis.Redis.from_url(demarrer(PORTEE).redis_url)
    app.conf.broker_url = os.environ["REDIS_URL"] = demarrer(PORTEE).redis_url
    with _ouvrier(courtier) as pid:
        for cas in (
            Cas("balayage", relancer_guichets, paquets),
            Cas("balayage_un_par_un", relancer_guichet, [(un,) for un in tous], but=""),
            Cas("suivi_du_jour", tenir_suivi_guichets, paquets),
            Cas("verification", verifier_guichets, paquets),
            Cas("recalcul", recalculer_guichet, [(un,) for un in tous[:PAQUETS]]),
        ):
            yield _mesurer(cas, courtier, pid)


def _mesurer(cas: Cas, courtier: redis.Redis, pid: int) -> Ligne:
    cas.tache(*cas.messages[0])
    _confier(cas, courtier)  # connections open, plans made
    repos = attendre_le_repos()
    travail, depense = [], []
    for _ in range(ESSAIS):
        serveur = connection.connection.info.backend_pid
        avant, python = temps_processeur(serveur), time.process_time()
        for message in cas.messages:
            cas.tache(*message)
        travail.append(temps_processeur(serveur) - avant)
        de_la_base = travail[-1] - (time.process_time() - python)
        avant = _processeur(pid)
        _confier(cas, courtier)
        depense.append(_processeur(pid) - avant + de_la_base)
    return Ligne(
        f"file.{cas.nom}",
        median(travail) / median(depense),
        cas.but,
        limit=travail,
        ours=depense,
        idle=repos,
        plus={"messages": len(cas.messages), "ms_par_message": round(median(travail) / len(cas.messages) * 1000, 1)},
    )


def _confier(cas: Cas, courtier: redis.Redis) -> None:
    for message in cas.messages:
        cas.tache.apply_async(args=message)  # type: ignore[attr-defined]
    limite = time.monotonic() + 300
    while courtier.llen(QUEUE) or courtier.hlen("unacked"):
        if time.monotonic() > limite:
            raise AssertionError("the worker does not finish")
        time.sleep(0.05)


@contextmanager
def _ouvrier(courtier: redis.Redis) -> Iterator[int]:
    """The worker of `make run`, for the queue of the wide work."""
    commande = ["-m", "celery", "-A", "clauses_app.celery", "worker", "--queues", QUEUE, "--concurrency", "2"]
    journal = LOCAL / PORTEE / "ouvrier.log"
    courtier.delete(QUEUE, "unacked", "unacked_index")
    with journal.open("w") as sortie:
        ouvrier = subprocess.Popen(
            [sys.executable, *commande, "--loglevel", "INFO"], cwd=RACINE, stdout=sortie, stderr=subprocess.STDOUT
        )
    try:
        limite = time.monotonic() + 180
        while "ready." not in journal.read_text():
            if ouvrier.poll() is not None or time.monotonic() > limite:
                raise AssertionError(journal.read_text()[-2000:])
            time.sleep(0.5)
        yield ouvrier.pid
    finally:
        ouvrier.terminate()
        ouvrier.wait(60)


def _processeur(pid: int) -> float:
    """Seconds of a process and of its children, those that ended included."""
    champs = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    enfants = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(int, champs[11:15])) / TIC + sum(_processeur(int(enfant)) for enfant in enfants)
