"""The instance: five parts, each killed by -9 and started again as a supervisor would."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from random import Random

import psycopg

from clauses_app.local import postgres, valkey
from clauses_app.local.emplacement import LOCAL, RACINE, creer_dossier, situer
from clauses_app.local.preparation import preparer_base
from clauses_app.local.processus import port_libre
from clauses_app.local.programmes import Programme, arreter_tous, les_programmes
from clauses_app.local.serveurs import secret_partage

PORTEE = "chaos"
BASE = "ancrage"
PATIENCE = 900.0  # a busy machine is slow, not dead
# Each kind of death with its weight: a whole part, or one process of it.
MORTS = {
    "ouvrier": 5,
    "ouvrier, un enfant": 5,
    "web": 3,
    "web, un enfant": 3,
    "courtier": 4,
    "base": 3,
    "base, une session": 3,
    "horloge": 1,
}


class _Partie(Programme):
    """A program of the instance; each life has its own log."""

    vies = 0

    @property
    def journal(self) -> Path:
        return LOCAL / PORTEE / "journaux" / f"{self.nom}-{self.vies}.log"

    def demarrer(self) -> None:
        self.vies += 1
        creer_dossier(self.journal.parent)
        super().demarrer()


class Instance:
    def __init__(self) -> None:
        self.lieu, self.secret = situer(PORTEE), secret_partage(PORTEE)
        self.port = port_libre()
        self.adresse = f"http://localhost:{self.port}"
        self.pid_base, self.port_base = postgres.demarrer_postgres(self.lieu, self.secret, None, essais=False)
        self.pid_courtier, self.port_courtier = valkey.demarrer_valkey(self.lieu, self.secret, None)
        self.admin = postgres.url_administrateur(self.port_base, self.secret)
        self.parties: list[_Partie] = []
        self.verrou = threading.Lock()
        self.fini = threading.Event()

    def preparer(self, *, neuve: bool = True) -> None:
        """Environment of the programs and of this process; an empty database at the last migration, unless it is to
        go on with that of the former trial."""
        preparation = preparer_base(self.admin, BASE, recreer=neuve)
        courriels = creer_dossier(LOCAL / PORTEE / "courriels")
        os.environ.update(
            DJANGO_SETTINGS_MODULE="tests.chaos.reglages",
            DATABASE_URL=preparation.database_url,
            DATABASE_URL_DEPLOIEMENT=preparation.database_url_deploiement,
            REDIS_URL=f"redis://:{self.secret}@127.0.0.1:{self.port_courtier}/0",
            SECRET_KEY=secret_partage("cle_django"),
            ADRESSE_PUBLIQUE=self.adresse,
            STATIC_ROOT=str(LOCAL / PORTEE / "statiques"),
            DOSSIER_COURRIELS=str(courriels),
            DEMONSTRATION="0",
            DEBUG="0",
            TLS="0",
        )
        for etape in (
            () if not neuve else (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"])
        ):
            subprocess.run([sys.executable, "manage.py", *etape], cwd=RACINE, check=True)

    def lancer(self) -> None:
        horaire = str(LOCAL / PORTEE / "horloge")
        for programme in les_programmes("127.0.0.1", self.port):
            partie = _Partie(programme.nom, [horaire if m.endswith("/horloge") else m for m in programme.commande])
            partie.demarrer()
            self.parties.append(partie)
        threading.Thread(target=self._surveiller, daemon=True).start()
        self.attendre_la_sante()

    def tuer(self, mort: str, hasard: Random) -> bool:
        """False when nobody of that kind was alive."""
        with self.verrou:
            cible, _, enfant = mort.partition(", ")
            if cible == "base":
                return self._tuer_la_base(hasard, session=bool(enfant))
            if cible == "courtier":
                os.kill(self.pid_courtier, signal.SIGKILL)
                valkey.arreter_valkey(self.lieu, self.pid_courtier)
                self._relancer_le_courtier()
                return True
            partie = next(p for p in self.parties if p.nom == cible)
            if not partie.tourne():
                return False
            if not enfant:
                os.killpg(partie.pid, signal.SIGKILL)
                return True
            enfants = _enfants(partie.pid)
            if enfants:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(hasard.choice(enfants), signal.SIGKILL)
            return bool(enfants)

    def _tuer_la_base(self, hasard: Random, *, session: bool) -> bool:
        """One session that dies takes every other with it: the server recovers by itself."""
        if session:
            enfants = _enfants(self.pid_base)
            if enfants:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(hasard.choice(enfants), signal.SIGKILL)
            return bool(enfants)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid_base, signal.SIGKILL)
        self._relancer_la_base()
        return True

    def _relancer_la_base(self) -> None:
        limite = time.monotonic() + PATIENCE
        while time.monotonic() < limite:
            with contextlib.suppress(Exception):  # its orphans still hold the port or the shared memory
                self.pid_base, port = postgres.demarrer_postgres(self.lieu, self.secret, self.port_base, essais=False)
                if port == self.port_base:
                    return
                postgres.arreter_postgres(self.lieu, self.pid_base)
            time.sleep(0.2)
        raise RuntimeError("the database does not start again")

    def _relancer_le_courtier(self) -> None:
        limite = time.monotonic() + PATIENCE
        while time.monotonic() < limite:
            self.pid_courtier, port = valkey.demarrer_valkey(self.lieu, self.secret, self.port_courtier)
            if port == self.port_courtier:
                return
            valkey.arreter_valkey(self.lieu, self.pid_courtier)
            time.sleep(0.2)
        raise RuntimeError("the broker does not start again")

    def _surveiller(self) -> None:
        while not self.fini.wait(0.1):
            with self.verrou:
                for partie in self.parties:
                    if not partie.tourne():
                        with contextlib.suppress(ProcessLookupError, PermissionError):
                            os.killpg(partie.pid, signal.SIGKILL)  # its children, if it died alone
                        partie.demarrer()

    def attendre_la_sante(self) -> None:
        limite = time.monotonic() + PATIENCE
        while time.monotonic() < limite:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.adresse}/sante/", timeout=5) as reponse,
            ):
                if reponse.status == 200:
                    return
            time.sleep(0.3)
        raise RuntimeError(f"the instance is not healthy; see {LOCAL / PORTEE / 'journaux'}")

    def arreter(self) -> None:
        self.fini.set()
        with self.verrou:
            arreter_tous(self.parties)
            valkey.arreter_valkey(self.lieu, self.pid_courtier)
            postgres.arreter_postgres(self.lieu, self.pid_base)

    def lire(self, requete: str) -> list[tuple[object, ...]]:
        """Every row, whoever owns it."""
        with psycopg.connect(psycopg.conninfo.make_conninfo(self.admin, dbname=BASE)) as lien:
            return lien.execute(requete).fetchall()


def _enfants(pid: int) -> list[int]:
    trouves = []
    for etat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            suite = etat.read_text().rpartition(")")[2].split()
            if int(suite[1]) == pid and suite[0] != "Z":
                trouves.append(int(etat.parent.name))
    return trouves
