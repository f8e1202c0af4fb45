"""A real instance for the journeys: database, demonstration, web server, worker."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import redis

from clauses_app.local.emplacement import RACINE
from clauses_app.local.preparation import supprimer_base
from clauses_app.local.processus import fin_du_journal, port_libre
from clauses_app.local.programmes import Programme, arreter_tous, les_programmes
from tests.bases import creer_base
from tests.serveurs import url_administrateur

DEJA_LANCEE = "PARCOURS_INSTANCE"  # path of a file; see rejoindre_instance
DELAI = 180.0
FILE_DE_MESSAGES = "/7"  # a Valkey database that no other test uses


@dataclass(frozen=True)
class Instance:
    """`url_base` reads every row: for the tests, never for the programs."""

    adresse: str
    url_base: str
    dossier: Path

    @property
    def courriels(self) -> Path:
        return self.dossier / "courriels"

    @property
    def fichier_des_mondes(self) -> Path:
        return self.dossier / "mondes.json"

    def lire_journal(self) -> str:
        return fin_du_journal(self.dossier / "web.log", 30)

    def lire(self, requete: str, *valeurs: Any) -> list[tuple[Any, ...]]:
        """Rows of the database, to find the addresses of what the demonstration holds."""
        with psycopg.connect(self.url_base) as lien:
            return lien.execute(requete, valeurs).fetchall()

    def lire_courriel(self, destinataire: str, delai: float = 20.0) -> str:
        """Text of the last mail sent to this address; a worker sends it, so it may take a moment."""
        limite = time.monotonic() + delai
        while time.monotonic() < limite:
            for fichier in sorted(self.courriels.glob("*"), key=lambda f: f.stat().st_mtime, reverse=True):
                texte = fichier.read_text()
                if f"To: {destinataire}" in texte and texte.rstrip().endswith("-" * 79):
                    return texte
            time.sleep(0.1)
        raise AssertionError(f"aucun courriel pour {destinataire}")


@contextmanager
def demarrer_instance(base: str, dossier: Path) -> Iterator[Instance]:
    """Everything up and healthy; nothing left when it ends."""
    port = port_libre()
    preparation = creer_base(base)
    instance = Instance(f"http://localhost:{port}", preparation.database_url_deploiement, dossier)
    instance.courriels.mkdir()
    environnement = {
        "DJANGO_SETTINGS_MODULE": "tests.parcours.reglages",
        "DATABASE_URL": preparation.database_url,
        "DATABASE_URL_DEPLOIEMENT": preparation.database_url_deploiement,
        "REDIS_URL": _vider(os.environ["REDIS_URL"].rpartition("/")[0] + FILE_DE_MESSAGES),
        "SECRET_KEY": secrets.token_hex(32),
        "ADRESSE_PUBLIQUE": instance.adresse,
        "STATIC_ROOT": str(dossier / "statiques"),
        "DOSSIER_COURRIELS": str(instance.courriels),
        "DEMONSTRATION": "1",
        "DEBUG": "0",
    }
    with ExitStack() as pile:
        pile.callback(supprimer_base, url_administrateur(), base)
        with patch.dict(os.environ, environnement):
            etapes = [_commencer("charger_demonstration"), _commencer("collectstatic", "--noinput", "--verbosity", "0")]
            for etape in reversed(etapes):  # the web server reads the list of static files when it starts
                _finir(etape)
            mondes = _lancer("-m", "tests.parcours.mondes", str(instance.fichier_des_mondes))
            programmes = _demarrer(port, dossier)
            pile.callback(arreter_tous, programmes)
            _finir(mondes)
        _attendre_la_sante(instance, programmes)
        yield instance


def rejoindre_instance(fichier: Path) -> Instance:
    """One that already runs, described in a file: to try a journey again in a second."""
    lu = json.loads(fichier.read_text())
    return Instance(lu["adresse"], lu["url_base"], Path(lu["dossier"]))


def _vider(adresse: str) -> str:
    with redis.Redis.from_url(adresse) as file:
        file.flushdb()
    return adresse


def _commencer(*arguments: str) -> subprocess.Popen[str]:
    return _lancer("manage.py", *arguments)


def _lancer(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=RACINE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _finir(etape: subprocess.Popen[str]) -> None:
    dit, _ = etape.communicate(timeout=3 * DELAI)  # a machine may be busy with other things
    assert etape.returncode == 0, dit[-3000:]


class _ProgrammeDEssai(Programme):
    """Its log stays with the test run."""

    dossier: Path = Path()

    @property
    def journal(self) -> Path:
        return self.dossier / f"{self.nom}.log"


def _demarrer(port: int, dossier: Path) -> list[Programme]:
    """The programs of `make run`, without the clock."""
    lances: list[Programme] = []
    for programme in les_programmes("127.0.0.1", port)[:2]:
        essai = _ProgrammeDEssai(programme.nom, programme.commande)
        essai.dossier = dossier
        essai.demarrer()
        lances.append(essai)
    return lances


def _attendre_la_sante(instance: Instance, programmes: list[Programme]) -> None:
    limite = time.monotonic() + DELAI
    etat = ""
    while time.monotonic() < limite:
        for programme in programmes:
            assert programme.tourne(), f"{programme.nom} : {fin_du_journal(programme.journal, 30)}"
        try:
            with urllib.request.urlopen(f"{instance.adresse}/sante/", timeout=10) as reponse:
                assert json.loads(reponse.read())["worker"] == "ok"
                return
        except urllib.error.HTTPError as refus:
            with refus:
                etat = refus.read(500).decode()
        except OSError as erreur:
            etat = str(erreur)
        time.sleep(0.3)
    raise AssertionError(f"l’instance n’est pas en bonne santé : {etat}")
