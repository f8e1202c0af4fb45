"""Start, share and stop the embedded servers.

Whoever uses the servers holds a shared lock on `clients`; the kernel lets go of it when the process dies, however it
dies. The last one out takes the lock exclusively and stops the servers; `gardien` does it for those killed by -9.
"""

import argparse
import atexit
import contextlib
import fcntl
import json
import os
import secrets
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clauses_app.local import postgres, valkey
from clauses_app.local.emplacement import LOCAL, RACINE, Emplacement, creer_dossier, situer
from clauses_app.local.erreurs import ErreurLocale, phrase
from clauses_app.local.preparation import preparer_base
from clauses_app.local.processus import est_vivant

BASE = "ancrage"
ESSAIS = "tests"
PLACES_D_ESSAI = 16
_tenus: dict[str, tuple[int, IO[str]]] = {}  # scope → (pid of the holder, lock file)


@dataclass(frozen=True)
class Adresses:
    """Where to connect. `database_url_admin` exists for embedded servers only."""

    database_url: str
    database_url_deploiement: str
    redis_url: str
    database_url_admin: str = ""

    def environnement(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_URL_DEPLOIEMENT": self.database_url_deploiement,
            "REDIS_URL": self.redis_url,
        }

    def exporter(self) -> None:
        os.environ.update(self.environnement())


def demarrer(portee: str = "dev") -> Adresses:
    """Join the running servers of this scope, or start them; they stop with their last user.

    `tests` takes servers that nobody else uses, so that several runs never meet.
    """
    if portee == ESSAIS:
        return _premiere_place_libre()
    with exclusivite(portee):
        clients = _ouvrir(portee, "clients")
        fcntl.flock(clients, fcntl.LOCK_SH)
        return _entrer(portee, clients)


def relacher(portee: str) -> None:
    """Leave; stop the servers if nobody else uses them."""
    pid, clients = _tenus.pop(portee, (0, None))
    if clients is None or pid != os.getpid():  # a forked child does not own its parent's servers
        return
    with exclusivite(portee):
        fcntl.flock(clients, fcntl.LOCK_UN)
        clients.close()
        arreter_si_personne(portee)


def arreter_si_personne(portee: str, *, meme_persistants: bool = False) -> bool:
    """Under the scope's mutex: stop the servers unless someone holds `clients` or they were asked to persist."""
    if (LOCAL / portee / "persistant").exists() and not meme_persistants:
        return False
    with _ouvrir(portee, "clients") as clients:
        for _ in range(5):  # the guardian holds the lock for an instant when it wakes up
            try:
                fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
                continue
            _arreter_les_serveurs(portee)
            return True
    return False


def arreter(portee: str = "dev") -> bool:
    """Stop persistent servers too; False when someone still uses them."""
    with exclusivite(portee):
        (LOCAL / portee / "persistant").unlink(missing_ok=True)
        return arreter_si_personne(portee, meme_persistants=True)


def secret_de(portee: str) -> str:
    """Random password of the servers' administrator, readable by this account only."""
    fichier = creer_dossier(LOCAL / "secrets", 0o700) / portee
    if not fichier.exists():
        provisoire = fichier.with_name(f"{portee}.{os.getpid()}")
        provisoire.touch(0o600)
        provisoire.write_text(secrets.token_hex(24))
        provisoire.rename(fichier)
    return fichier.read_text()


def dossier_secret() -> Path:
    return creer_dossier(LOCAL / "secrets", 0o700)


def _premiere_place_libre() -> Adresses:
    for numero in range(1, PLACES_D_ESSAI + 1):
        portee = f"{ESSAIS}-{numero}"
        with exclusivite(portee):
            clients = _ouvrir(portee, "clients")
            try:
                fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                clients.close()
                continue
            return _entrer(portee, clients)
    raise ErreurLocale(
        f"{PLACES_D_ESSAI} séries d’essais tournent déjà sur ce dossier : attendez que l’une se termine."
    )


def _entrer(portee: str, clients: IO[str]) -> Adresses:
    try:
        adresses = _assurer(portee)
    except BaseException:
        clients.close()
        arreter_si_personne(portee)
        raise
    _tenus[portee] = (os.getpid(), clients)
    atexit.register(relacher, portee)
    return adresses


def _assurer(portee: str) -> Adresses:
    """Under the mutex: both servers answer, roles and database are ready."""
    lieu = situer(portee)
    secret = secret_de(portee)
    etat = _lire_etat(portee)
    pid_pg, port_pg = etat.get("postgres", (None, None))
    pid_vk, port_vk = etat.get("valkey", (None, None))
    demarre = False
    if not (port_pg and postgres.pid_en_marche(lieu) == pid_pg and postgres.repond(port_pg, secret)):
        pid_pg, port_pg = postgres.demarrer_postgres(lieu, secret, port_pg, essais=portee.startswith(ESSAIS))
        _ecrire_etat(portee, postgres=(pid_pg, port_pg))
        demarre = True
    if not (port_vk and _valkey_vivant(lieu, pid_vk) and valkey.repond(port_vk, secret)):
        if pid_vk:
            valkey.arreter_valkey(lieu, pid_vk)
        pid_vk, port_vk = valkey.demarrer_valkey(lieu, secret, port_vk)
        _ecrire_etat(portee, valkey=(pid_vk, port_vk))
        demarre = True
    if demarre and not (LOCAL / portee / "persistant").exists():
        _poster_un_gardien(portee)
    admin = postgres.url_administrateur(port_pg, secret)
    base = preparer_base(admin, BASE)
    return Adresses(
        base.database_url, base.database_url_deploiement, f"redis://:{secret}@127.0.0.1:{port_vk}/0", admin
    )


def _valkey_vivant(lieu: Emplacement, pid: int | None) -> bool:
    return est_vivant(pid, str(valkey.fichier_de_reglages(lieu)))


def _arreter_les_serveurs(portee: str) -> None:
    lieu = situer(portee)
    pid_vk = _lire_etat(portee).get("valkey", (None, None))[0]
    if pid_vk:
        valkey.arreter_valkey(lieu, pid_vk)
    pid_pg = postgres.pid_en_marche(lieu)
    if pid_pg:
        postgres.arreter_postgres(lieu, pid_pg)


def _poster_un_gardien(portee: str) -> None:
    subprocess.Popen(
        [sys.executable, "-m", "clauses_app.local.gardien", portee],
        cwd=RACINE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _ouvrir(portee: str, nom: str) -> IO[str]:
    creer_dossier(LOCAL)
    return (creer_dossier(LOCAL / portee) / nom).open("a")


@contextlib.contextmanager
def exclusivite(portee: str) -> Iterator[None]:
    """One start or stop at a time in a scope."""
    with _ouvrir(portee, "verrou") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _lire_etat(portee: str) -> dict[str, tuple[int, int]]:
    try:
        return {
            nom: tuple(valeur)
            for nom, valeur in json.loads((LOCAL / portee / "etat.json").read_text()).items()
        }
    except (OSError, ValueError):
        return {}


def _ecrire_etat(portee: str, **services: tuple[int, int]) -> None:
    fichier = LOCAL / portee / "etat.json"
    provisoire = fichier.with_suffix(".nouveau")
    provisoire.write_text(json.dumps(_lire_etat(portee) | services))
    provisoire.rename(fichier)


def principal(arguments: list[str] | None = None) -> int:
    """`python -m clauses_app.local.serveurs [arreter]`: persistent servers for a development session."""
    analyseur = argparse.ArgumentParser(prog="clauses_app.local.serveurs", description=principal.__doc__)
    analyseur.add_argument("action", choices=["demarrer", "arreter"], nargs="?", default="demarrer")
    choix = analyseur.parse_args(arguments)
    try:
        if choix.action == "arreter":
            if not arreter():
                raise ErreurLocale("Les serveurs servent encore à une autre commande : arrêtez-la d’abord.")
            return 0
        creer_dossier(LOCAL)
        (creer_dossier(LOCAL / "dev") / "persistant").touch()
        for nom, valeur in demarrer().environnement().items():
            sys.stdout.write(f"export {nom}={shlex.quote(valeur)}\n")
    except Exception as erreur:
        texte = phrase(erreur)
        if texte is None:
            raise
        sys.stderr.write(f"{texte}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(principal())
