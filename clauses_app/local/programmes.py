"""The programs of an instance: web server, Celery worker, Celery beat. Each leads its own process group."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from clauses_app.local.emplacement import JOURNAUX, LOCAL, RACINE, creer_dossier
from clauses_app.local.processus import envoyer, est_vivant

FILES = ("defaut", "import", "pdf", "mail")
APPLICATION_WSGI = "clauses_app.wsgi:application"
APPLICATION_CELERY = "clauses_app.celery"
# Celery finishes its tasks on SIGTERM, drops them (they come back) on SIGQUIT.
INSISTANCE = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))
MORT_DU_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass
class Programme:
    """One program; its command line is how a former one is recognised."""

    nom: str
    commande: list[str]
    pid: int = 0
    processus: subprocess.Popen[bytes] | None = None

    @property
    def journal(self) -> Path:
        return JOURNAUX / f"{self.nom}.log"

    def demarrer(self) -> None:
        creer_dossier(JOURNAUX)
        with self.journal.open("w") as sortie:
            self.processus = subprocess.Popen(
                self.commande,
                cwd=RACINE,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C at the terminal reaches the runner alone, which stops them
                preexec_fn=_mourir_avec_le_parent(),
            )
        self.pid = self.processus.pid

    def tourne(self) -> bool:
        if self.processus:
            return self.processus.poll() is None
        return est_vivant(self.pid, " ".join(self.commande))


def les_programmes(hote: str, port: int) -> list[Programme]:
    """Same programs and same queues as docker-compose.yml, in one worker."""
    ouvrage = ["-m", "celery", "-A", APPLICATION_CELERY]
    web = ["-m", "granian", "--interface", "wsgi", "--host", hote, "--port", str(port), "--workers", "2"]
    web += ["--blocking-threads", "2", "--no-ws", APPLICATION_WSGI]
    ouvrier = [*ouvrage, "worker", "--queues", ",".join(FILES), "--concurrency", "2", "--loglevel", "INFO"]
    ouvrier += ["--hostname", f"local-{port}@%h"]
    horloge = [*ouvrage, "beat", "--loglevel", "INFO", "--schedule", str(LOCAL / "dev" / "horloge"), "--pidfile="]
    return [
        Programme("web", [sys.executable, *web]),
        Programme("ouvrier", [sys.executable, *ouvrier]),
        Programme("horloge", [sys.executable, *horloge]),
    ]


def arreter_tous(programmes: Iterable[Programme]) -> None:
    """All at once, with growing insistence; then whatever is left of their groups."""
    restants = [programme for programme in programmes if programme.tourne()]
    groupes = [programme.pid for programme in restants]
    for signal_, secondes in INSISTANCE:
        for programme in restants:
            envoyer(programme.pid, signal_)
        limite = time.monotonic() + secondes
        while restants and time.monotonic() < limite:
            restants = [programme for programme in restants if programme.tourne()]
            time.sleep(0.05)
    for groupe in groupes:
        with contextlib.suppress(PermissionError):
            envoyer(groupe, signal.SIGKILL, groupe=True)


def _mourir_avec_le_parent() -> Callable[[], None] | None:
    """On Linux the kernel stops the programs when the runner dies, even by kill -9."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def regler() -> None:
        prctl(MORT_DU_PARENT, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)

    return regler
