"""The bench's own server and databases: kept between runs, made again when the generator or the schema changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from time import perf_counter
from typing import Any

import django
import psycopg

from clauses_app.local import postgres
from clauses_app.local.emplacement import LOCAL, RACINE
from clauses_app.local.erreurs import dire
from clauses_app.local.preparation import preparer_base
from clauses_app.local.serveurs import demarrer, secret_partage
from tests.bench.echelle import Echelle

PORTEE = "banc"
ICI = Path(__file__).parent


def demarrer_le_serveur() -> str:
    """A server with the memory of a small deployment; gives its administrator's address."""
    octets = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    postgres.REGLAGES |= {
        "shared_buffers": f"{min(2048, octets // 2**20 // 4)}MB",
        "work_mem": "64MB",
        "max_wal_size": "8GB",
        "max_parallel_workers_per_gather": "1",
    }
    return demarrer(PORTEE, services=("postgres",)).database_url_admin


def ouvrir(admin: str, echelle: Echelle, graine: int) -> str:
    """The database of this size and seed, filled if it is not yet; Django is set up on it."""
    base = f"banc_{echelle.nom}_{graine}"
    preparation = preparer_base(admin, base)
    os.environ.update(
        DATABASE_URL=preparation.database_url,
        DATABASE_URL_DEPLOIEMENT=preparation.database_url_deploiement,
        DJANGO_SETTINGS_MODULE="clauses_app.settings",
        SECRET_KEY=secret_partage("cle_django"),
        STATIC_ROOT=str(LOCAL / PORTEE / "statiques"),
        DEMONSTRATION="1",
        NIVEAU_JOURNAL="WARNING",
    )
    os.environ.pop("DEBUG", None)
    django.setup()
    marque = " ".join(map(str, (*astuple(echelle), graine, _empreinte()))).replace("'", "")
    if _lire_la_marque(admin, base) != marque:
        preparer_base(admin, base, recreer=True)
        _remplir(echelle, graine)
        with psycopg.connect(admin, dbname=base, autocommit=True) as connexion:
            connexion.execute(f"COMMENT ON DATABASE {base} IS '{marque}'")
    return psycopg.conninfo.make_conninfo(admin, dbname=base)


def _lire_la_marque(admin: str, base: str) -> str | None:
    with psycopg.connect(admin, dbname=base) as connexion:
        ligne = connexion.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return ligne[0] if ligne else None


def _empreinte() -> str:
    """Of what decides the rows: the generator and the migrations."""
    fichiers = [ICI / f"{nom}.py" for nom in ("echelle", "generateur", "insertion")]
    fichiers.append(RACINE / "clauses_app" / "tenancy" / "operations.py")
    fichiers += sorted(RACINE.glob("*/migrations/*.py")) + sorted(RACINE.glob("*/*/migrations/*.py"))
    somme = hashlib.sha256()
    for fichier in fichiers:
        somme.update(fichier.read_bytes())
    return somme.hexdigest()[:16]


def _remplir(echelle: Echelle, graine: int) -> None:
    # Django's models can only be read once it is set up.
    from django.core.management import call_command  # noqa: PLC0415

    from tests.bench.generateur import generer  # noqa: PLC0415
    from tests.bench.national import guichets, ranger, recalculer_tout  # noqa: PLC0415

    with etape("schéma"):
        call_command("migrate", verbosity=0)
    with etape(f"données, {echelle.nom}"):
        generer(echelle, graine)
    with etape("première réalisation"):
        recalculer_tout(guichets())
        ranger()


@contextmanager
def etape(nom: str) -> Iterator[None]:
    debut = perf_counter()
    yield
    dire(f"  {nom} : {perf_counter() - debut:.1f} s")


def superutilisateur(adresse: str) -> psycopg.Connection[Any]:
    """A connection that no policy stops, with the settings of the application's sessions."""
    return psycopg.connect(adresse, autocommit=True, options="-c timezone=Europe/Paris", prepare_threshold=None)
