"""Valkey from its wheel: broker and cache of the development runtime."""

import signal
import socket
import time
from pathlib import Path

from clauses_app.local.emplacement import JOURNAUX, Emplacement, creer_dossier
from clauses_app.local.erreurs import ErreurLocale
from clauses_app.local.processus import arreter, fin_du_journal, lancer_detache, port_libre

DELAI_DE_DEMARRAGE = 30.0


def fichier_de_reglages(lieu: Emplacement) -> Path:
    return lieu.donnees / "valkey" / "valkey.conf"


def repond(port: int, secret: str) -> bool:
    """PING by hand: no client library needed before Django."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=3) as prise:
            prise.sendall(f"AUTH {secret}\r\nPING\r\n".encode())
            recu = b""
            while recu.count(b"\r\n") < 2:
                morceau = prise.recv(256)
                if not morceau:
                    return False
                recu += morceau
    except OSError:
        return False
    return recu.endswith(b"+PONG\r\n")


def demarrer_valkey(lieu: Emplacement, secret: str, port_prefere: int | None) -> tuple[int, int]:
    """Start the server and wait until it answers; gives (pid, port)."""
    reglages = fichier_de_reglages(lieu)
    if not reglages.parent.is_dir():
        reglages.parent.mkdir()
        lieu.confier(reglages.parent, 0o700)
    port = port_libre(port_prefere)
    reglages.touch(0o600)
    reglages.write_text(
        f"bind 127.0.0.1\nport {port}\nprotected-mode yes\nrequirepass {secret}\ndaemonize no\n"
        f'save ""\nappendonly no\nset-proc-title no\nmaxmemory-policy noeviction\ndir "{reglages.parent}"\n'
    )
    lieu.confier(reglages, 0o600)
    journal = creer_dossier(JOURNAUX) / f"valkey-{lieu.dossier.name}.log"
    with journal.open("w") as sortie:
        serveur = lancer_detache(
            [str(lieu.valkey), str(reglages)],
            **lieu.options(),
            cwd=reglages.parent,
            stdout=sortie,
            stderr=sortie,
        )
    limite = time.monotonic() + DELAI_DE_DEMARRAGE
    while time.monotonic() < limite and serveur.poll() is None:
        if repond(port, secret):
            return serveur.pid, port
        time.sleep(0.02)
    arreter_valkey(lieu, serveur.pid)
    raise ErreurLocale(f"Valkey n’a pas démarré : {fin_du_journal(journal) or 'aucun message'}")


def arreter_valkey(lieu: Emplacement, pid: int) -> None:
    arreter(pid, str(fichier_de_reglages(lieu)), ((signal.SIGTERM, 10), (signal.SIGKILL, 5)))
