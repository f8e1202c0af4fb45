"""Stops the servers when their last user has gone without a word (kill -9, lost terminal)."""

import fcntl
import signal
import sys

from clauses_app.local.emplacement import LOCAL
from clauses_app.local.serveurs import arreter_si_personne, exclusivite


def garder(portee: str) -> None:
    """Sleep until nobody holds the scope, then stop its servers."""
    while True:
        with (LOCAL / portee / "clients").open("a") as clients:
            fcntl.flock(clients, fcntl.LOCK_EX)
        if not (LOCAL / portee / "clients").exists():  # the whole folder was deleted
            return
        with exclusivite(portee):
            if arreter_si_personne(portee) or (LOCAL / portee / "persistant").exists():
                return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    garder(sys.argv[1])
