"""The servers stop with their last user, however it dies. One real cycle, in a folder of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clauses_app.local.emplacement import RACINE
from clauses_app.local.processus import ligne_de_commande

CLIENT = """
import sys
from clauses_app.local.serveurs import demarrer
adresses = demarrer()
print(adresses.redis_url, adresses.database_url, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def local() -> Iterator[Path]:
    dossier = RACINE / ".local" / f"essai-{os.getpid()}"
    yield dossier
    for pid in _pids(dossier):
        os.kill(pid, signal.SIGKILL)
    while subprocess.run(["pgrep", "-f", f"gardien dev {dossier}"], capture_output=True, check=False).stdout:
        time.sleep(0.05)
    shutil.rmtree(dossier, ignore_errors=True)


def _client(local: Path) -> subprocess.Popen[str]:
    environnement = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("DATABASE_URL")}
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT],
        cwd=RACINE,
        env=environnement | {"ANCRAGE_LOCAL": str(local)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return client


def _adresses(client: subprocess.Popen[str]) -> list[str]:
    assert client.stdout
    return client.stdout.readline().split()


def _pids(local: Path) -> list[int]:
    etat = local / "dev" / "etat.json"
    if not etat.exists():
        return []
    pids = [int(pid) for pid, _port in json.loads(etat.read_text()).values()]
    return [pid for pid in pids if str(local) in ligne_de_commande(pid)]


def test_les_serveurs_se_partagent_et_s_arretent_avec_le_dernier(local: Path) -> None:
    premier = _client(local)
    adresses = _adresses(premier)
    second = _client(local)
    assert len(adresses) == 2
    assert _adresses(second) == adresses
    premier.kill()
    premier.communicate()
    assert len(_pids(local)) == 2
    second.communicate("")
    assert second.returncode == 0
    assert _pids(local) == []
    oublie = _client(local)  # nobody comes after this one: the guardian stops the servers
    assert len(_adresses(oublie)) == 2
    postgres, valkey = _pids(local)
    os.kill(postgres, signal.SIGKILL)
    os.kill(valkey, signal.SIGKILL)
    repreneur = _client(local)  # joins, finds both dead, starts them again
    assert len(_adresses(repreneur)) == 2
    for client in (oublie, repreneur):
        client.kill()
        client.communicate()
    limite = time.monotonic() + 20
    while _pids(local) and time.monotonic() < limite:
        time.sleep(0.05)
    assert _pids(local) == []
