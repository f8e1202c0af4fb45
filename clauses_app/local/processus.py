"""Processes: is it ours, is it alive, stop it; free ports."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

# Kept referenced: a server that outlives us is not a fault to be warned about.
_lances: list[subprocess.Popen[bytes]] = []


def lancer_detache(commande: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a program that Ctrl-C at the terminal does not reach: its last user stops it."""
    processus = subprocess.Popen(commande, stdin=subprocess.DEVNULL, start_new_session=True, **options)
    _lances.append(processus)
    return processus


def ligne_de_commande(pid: int) -> str:
    """Command line of a living process, empty when it is dead or a zombie."""
    proc = Path("/proc") / str(pid)
    if Path("/proc/self/stat").exists():
        try:
            etat = (proc / "stat").read_text().rpartition(")")[2].split()[0]
            return "" if etat == "Z" else (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, IndexError):
            return ""
    vu = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return vu.stdout.strip()


def est_vivant(pid: int | None, marque: str) -> bool:
    """A pid alone proves nothing after a reboot or a kill -9: its command line must carry our mark."""
    return bool(pid) and marque in ligne_de_commande(pid or 0)


def envoyer(pid: int, signal_: signal.Signals, *, groupe: bool = False) -> None:
    """Send a signal; a process already gone is not a fault."""
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if groupe else os.kill)(pid, signal_)


def attendre_la_fin(pid: int, marque: str, secondes: float) -> bool:
    limite = time.monotonic() + secondes
    while time.monotonic() < limite:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not est_vivant(pid, marque):
            return True
        time.sleep(0.02)
    return False


def arreter(pid: int, marque: str, signaux: tuple[tuple[signal.Signals, float], ...]) -> None:
    """Ask with growing insistence until the process has gone."""
    for signal_, secondes in signaux:
        if not est_vivant(pid, marque):
            return
        envoyer(pid, signal_)
        if attendre_la_fin(pid, marque, secondes):
            return


def port_libre(prefere: int | None = None) -> int:
    """The preferred port if nobody holds it, else any free one."""
    for port in (prefere, 0):
        if port is not None and est_libre(port):
            with socket.socket() as prise:
                prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                prise.bind(("127.0.0.1", port))
                return int(prise.getsockname()[1])
    raise OSError("no free port")


def est_libre(port: int, adresse: str = "127.0.0.1") -> bool:
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((adresse, port))
        except OSError:
            return False
        return True


def fin_du_journal(journal: Path, lignes: int = 5) -> str:
    if not journal.exists():
        return ""
    return "\n".join(journal.read_text(errors="replace").splitlines()[-lignes:])
