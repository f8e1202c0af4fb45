"""A real web server and clients that never rest."""

from __future__ import annotations

import http.client
import multiprocessing
import selectors
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from clauses_app.local.emplacement import LOCAL, RACINE
from clauses_app.local.processus import port_libre
from clauses_app.local.programmes import les_programmes

LONGUEUR = b"\r\ncontent-length:"
MORCEAU = 1 << 18


class Serveur:
    """The web program of `make run`, on a free port. `options` replaces options of its command line."""

    def __init__(self, **options: str) -> None:
        self.port = port_libre()
        self.journal = Path(LOCAL) / "banc" / "web.log"
        self.options = {f"--{nom.replace('_', '-')}": valeur for nom, valeur in options.items()}

    def __enter__(self) -> Self:
        commande = les_programmes("127.0.0.1", self.port)[0].commande
        for option, valeur in self.options.items():
            commande[commande.index(option) + 1] = valeur
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


@dataclass(slots=True)
class Tir:
    """Seconds of each answer; `processeur`: share of one core that the clients took."""

    durees: list[float] = field(default_factory=list)
    processeur: float = 0.0


def charger(port: int, chemin: str, temoin: str, *, clients: int, secondes: float) -> Tir:
    """From another process: its clients do not weigh on this one's interpreter."""
    contexte = multiprocessing.get_context("spawn")
    with contexte.Pool(1) as bassin:
        tir: Tir = bassin.apply(_tirer, (port, chemin, temoin, clients, secondes))
    return tir


class _Client:
    """One connection kept open. The cores are the server's too: bytes are counted, nothing is parsed."""

    def __init__(self, port: int, demande: bytes) -> None:
        self.prise = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.demande = demande

    def envoyer(self) -> None:
        self.entete, self.reste = b"", -1
        self.debut = time.perf_counter()
        self.prise.sendall(self.demande)

    def recevoir(self) -> bool:
        """True once the whole answer is there."""
        recu = self.prise.recv(MORCEAU)
        if not recu:
            raise AssertionError("the server closed the connection")
        if self.reste < 0:
            self.entete += recu
            fin = self.entete.find(b"\r\n\r\n")
            if fin < 0:
                return False
            if not self.entete.startswith(b"HTTP/1.1 200 "):
                raise AssertionError(self.entete[:300])
            longueur = self.entete.lower().split(LONGUEUR, 1)[1].split(b"\r\n", 1)[0]
            self.reste = int(longueur) - (len(self.entete) - fin - 4)
        else:
            self.reste -= len(recu)
        return self.reste <= 0


def _tirer(port: int, chemin: str, temoin: str, clients: int, secondes: float) -> Tir:
    demande = f"GET {chemin} HTTP/1.1\r\nHost: localhost\r\nCookie: {temoin}\r\n\r\n".encode()
    tous = [_Client(port, demande) for _ in range(clients)]
    for un in tous * 2:  # the connection, the caches
        un.envoyer()
        while not un.recevoir():
            pass
    debut, processeur = time.perf_counter(), time.process_time()
    durees = _sans_repos(tous, debut + secondes)
    part = (time.process_time() - processeur) / (time.perf_counter() - debut)
    for un in tous:
        un.prise.close()
    return Tir(durees, round(part, 3))


def _sans_repos(clients: list[_Client], fin: float) -> list[float]:
    """Each asks again as soon as it is answered."""
    durees = []
    with selectors.DefaultSelector() as attente:
        for client in clients:
            attente.register(client.prise, selectors.EVENT_READ, client)
            client.envoyer()
        while time.perf_counter() < fin:
            for cle, _ in attente.select(timeout=1):
                client = cle.data
                if client.recevoir():
                    durees.append(time.perf_counter() - client.debut)
                    client.envoyer()
    return durees
