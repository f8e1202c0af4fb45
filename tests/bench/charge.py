"""A real web server and clients that never rest."""

from __future__ import annotations

import http.client
import multiprocessing
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

from clauses_app.local.emplacement import LOCAL, RACINE
from clauses_app.local.processus import port_libre
from clauses_app.local.programmes import les_programmes


class Serveur:
    """The web program of `make run`, on a free port."""

    def __init__(self) -> None:
        self.port = port_libre()
        self.journal = Path(LOCAL) / "banc" / "web.log"

    def __enter__(self) -> Self:
        commande = les_programmes("127.0.0.1", self.port)[0].commande
        with self.journal.open("w") as sortie:
            self.processus = subprocess.Popen(commande, cwd=RACINE, stdout=sortie, stderr=subprocess.STDOUT)
        limite = time.monotonic() + 60
        while time.monotonic() < limite:
            try:
                connexion = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connexion.request("GET", "/accessibilite/", headers={"Host": "localhost"})
                connexion.getresponse().read()
                return self
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(self.journal.read_text()[-2000:])

    def __exit__(self, *_: Any) -> None:
        self.processus.terminate()
        self.processus.wait(20)


def charger(port: int, chemin: str, temoin: str, *, clients: int, secondes: float) -> list[float]:
    """Seconds of each answer, from another process: its clients do not weigh on this one's interpreter."""
    contexte = multiprocessing.get_context("spawn")
    with contexte.Pool(1) as bassin:
        durees: list[float] = bassin.apply(_tirer, (port, chemin, temoin, clients, secondes))
    return durees


def _tirer(port: int, chemin: str, temoin: str, clients: int, secondes: float) -> list[float]:
    with ThreadPoolExecutor(clients) as fils:
        series = fils.map(lambda _: _client(port, chemin, temoin, secondes), range(clients))
        return [duree for serie in series for duree in serie]


def _client(port: int, chemin: str, temoin: str, secondes: float) -> list[float]:
    connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    entetes = {"Host": "localhost", "Cookie": temoin}
    durees = []
    fin = time.perf_counter() + secondes
    _demander(connexion, chemin, entetes)  # the connection, the caches
    while time.perf_counter() < fin:
        debut = time.perf_counter()
        _demander(connexion, chemin, entetes)
        durees.append(time.perf_counter() - debut)
    connexion.close()
    return durees


def _demander(connexion: http.client.HTTPConnection, chemin: str, entetes: dict[str, str]) -> None:
    connexion.request("GET", chemin, headers=entetes)
    reponse = connexion.getresponse()
    corps = reponse.read()
    if reponse.status != 200:
        raise AssertionError(f"{reponse.status} {chemin} {corps[:200]!r}")
