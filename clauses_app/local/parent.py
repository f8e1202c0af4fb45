"""Stop when `make` is told to stop.

A Ctrl-C at the terminal reaches everybody. A signal sent to `make` alone does not: GNU make forwards SIGTERM
only, and waits. When it dies of a kill -9, nobody tells us either. So a thread watches it.
"""

import os
import signal
import threading
import time
from pathlib import Path

PERIODE = 0.3


def suivre_le_parent() -> None:
    """Send ourselves SIGTERM when the `make` that started us is interrupted or gone."""
    parent = os.getppid()
    if _nom(parent) not in {"make", "gmake"}:
        return
    threading.Thread(target=_guetter, args=(parent, _signaux_attrapes(parent)), daemon=True).start()


def _guetter(parent: int, au_depart: int) -> None:
    while os.getppid() == parent and _signaux_attrapes(parent) & au_depart == au_depart:
        time.sleep(PERIODE)
    os.kill(os.getpid(), signal.SIGTERM)


def _signaux_attrapes(pid: int) -> int:
    """Once interrupted, make no longer catches the signal it received: its mask loses a bit."""
    masque = sum(1 << (numero - 1) for numero in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM))
    try:
        for ligne in Path(f"/proc/{pid}/status").read_text().splitlines():
            if ligne.startswith("SigCgt:"):
                return int(ligne.split()[1], 16) & masque
    except OSError:
        pass
    return 0


def _nom(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
