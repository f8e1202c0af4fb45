"""Start, share and stop the embedded servers.

Whoever uses the servers holds a shared lock on `clients`; the kernel lets go of it when the process dies,
however it dies. The last one out takes the lock exclusively and stops the servers; `gardien` does it for
those killed by -9.
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
from dataclasses import dataclass, replace
from typing import IO

from clauses_app.local import postgres, valkey
from clauses_app.local.emplacement import LOCAL, RACINE, Emplacement, creer_dossier, situer
from clauses_app.local.erreurs import ErreurLocale, phrase
from clauses_app.local.preparation import preparer_base
from clauses_app.local.processus import est_vivant, lancer_detache

BASE = "ancrage"
SERVICES = ("postgres", "valkey")
ESSAIS = "tests"
PLACES_D_ESSAI = 16
_tenus: dict[str, tuple[int, IO[str]]] = {}  # scope → (pid of the holder, lock file)


@dataclass(frozen=True)
class Adresses:
    """Where to connect. `database_url_admin` exists for embedded servers only."""

    database_url: str = ""
    database_url_deploiement: str = ""
    redis_url: str = ""
    database_url_admin: str = ""

    def environnement(self) -> dict[str, str]:
        adresses = {
            "DATABASE_URL": self.database_url,
            "DATABASE_URL_DEPLOIEMENT": self.database_url_deploiement,
            "REDIS_URL": self.redis_url,
        }
        return {nom: valeur for nom, valeur in adresses.items() if valeur}

    def exporter(self) -> None:
        os.environ.update(self.environnement())


def demarrer(portee: str = "dev", services: tuple[str, ...] = SERVICES) -> Adresses:
    """Join the running servers of this scope, or start them; they stop with their last user.

    `tests` takes servers that nobody else uses, so that several runs never meet.
    """
    if portee == ESSAIS:
        return _premiere_place_libre()
    if portee in _tenus:
        return _assurer(portee, services)
    with exclusivite(portee):
        clients = _ouvrir(portee, "clients")
        fcntl.flock(clients, fcntl.LOCK_SH)
        return _entrer(portee, clients, services)


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
    """Under the scope's mutex: stop the servers unless someone holds `clients` or they must persist."""
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


def secret_partage(nom: str) -> str:
    """A random secret of this clone, readable by this account only."""
    fichier = creer_dossier(LOCAL / "secrets", 0o700) / nom
    if not fichier.exists():
        provisoire = fichier.with_name(f"{nom}.{os.getpid()}")
        provisoire.touch(0o600)
        provisoire.write_text(secrets.token_hex(32))
        provisoire.rename(fichier)
    return fichier.read_text()


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
            return _entrer(portee, clients, SERVICES)
    raise ErreurLocale(f"{PLACES_D_ESSAI} séries d’essais tournent déjà ici : attendez que l’une se termine.")


def _entrer(portee: str, clients: IO[str], services: tuple[str, ...]) -> Adresses:
    try:
        adresses = _assurer(portee, services)
    except BaseException:
        clients.close()
        arreter_si_personne(portee)
        raise
    _tenus[portee] = (os.getpid(), clients)
    atexit.register(relacher, portee)
    return adresses


def _assurer(portee: str, services: tuple[str, ...]) -> Adresses:
    """Under the mutex: the servers asked for answer, roles and database are ready."""
    lieu = situer(portee)
    secret = secret_partage(portee)
    etat = _lire_etat(portee)
    adresses = Adresses()
    demarres = False
    if "postgres" in services:
        port, neuf = _assurer_postgres(lieu, secret, *etat.get("postgres", (None, None)))
        admin = postgres.url_administrateur(port, secret)
        base = preparer_base(admin, BASE)
        adresses = Adresses(base.database_url, base.database_url_deploiement, "", admin)
        demarres |= neuf
    if "valkey" in services:
        port, neuf = _assurer_valkey(lieu, secret, *etat.get("valkey", (None, None)))
        adresses = replace(adresses, redis_url=f"redis://:{secret}@127.0.0.1:{port}/0")
        demarres |= neuf
    if demarres and not (LOCAL / portee / "persistant").exists():
        _poster_un_gardien(portee)
    return adresses


def _assurer_postgres(lieu: Emplacement, secret: str, pid: int | None, port: int | None) -> tuple[int, bool]:
    if port and pid and postgres.pid_en_marche(lieu) == pid and postgres.repond(port, secret):
        return port, False
    essais = lieu.dossier.name.startswith(ESSAIS)
    pid, port = postgres.demarrer_postgres(lieu, secret, port, essais=essais)
    _ecrire_etat(lieu.dossier.name, postgres=(pid, port))
    return port, True


def _assurer_valkey(lieu: Emplacement, secret: str, pid: int | None, port: int | None) -> tuple[int, bool]:
    if port and _valkey_vivant(lieu, pid) and valkey.repond(port, secret):
        return port, False
    if pid:
        valkey.arreter_valkey(lieu, pid)
    pid, port = valkey.demarrer_valkey(lieu, secret, port)
    _ecrire_etat(lieu.dossier.name, valkey=(pid, port))
    return port, True


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
    lancer_detache(
        [sys.executable, "-m", "clauses_app.local.gardien", portee, str(LOCAL)],  # the folder is for `ps`
        cwd=RACINE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _ouvrir(portee: str, nom: str) -> IO[str]:
    creer_dossier(LOCAL)
    return (creer_dossier(LOCAL / portee) / nom).open("a")


@contextlib.contextmanager
def exclusivite(portee: str, nom: str = "verrou") -> Iterator[None]:
    """One start or stop at a time in a scope."""
    with _ouvrir(portee, nom) as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _lire_etat(portee: str) -> dict[str, tuple[int, int]]:
    try:
        return {nom: tuple(valeur) for nom, valeur in json.loads((LOCAL / portee / "etat.json").read_text()).items()}
    except (OSError, ValueError, LookupError):
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
                raise ErreurLocale("Les serveurs servent encore à une autre commande : arrêtez-la d’abord.")
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
