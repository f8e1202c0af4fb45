"""Databases of the tests: migrated once on their server, then copied."""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from clauses_app.local.emplacement import RACINE
from clauses_app.local.preparation import Preparation, preparer_base, supprimer_base
from tests.serveurs import url_administrateur

VERROU = 8_214_502
EN_COURS = "modele_en_cours"
MOTIFS = ("*/migrations/*.py", "*/*/migrations/*.py", "clauses_app/tenancy/*", "requirements.lock")

Lien = psycopg.Connection[tuple[Any, ...]]


def creer_base(base: str) -> Preparation:
    """A database at the last migration. Processes that ask together wait for the first."""
    adresse = url_administrateur()
    with psycopg.connect(adresse, autocommit=True) as lien:
        lien.execute("SELECT pg_advisory_lock(%s)", [VERROU])
        modele = f"modele_{_empreinte()}"
        if not lien.execute("SELECT 1 FROM pg_database WHERE datname = %s", [modele]).fetchone():
            _oublier_les_anciens(lien)
            _migrer(adresse)
            lien.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(EN_COURS), sql.Identifier(modele))
            )
        return preparer_base(adresse, base=base, recreer=True, modele=modele)


def viser(base: str) -> None:
    """Django's connections now open this database."""
    for alias in connections:
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = base
        connections[alias].settings_dict["NAME"] = base


def _migrer(adresse: str) -> None:
    preparer_base(adresse, base=EN_COURS, recreer=True)
    viser(EN_COURS)
    call_command("migrate", verbosity=0)
    for alias in connections:
        connections[alias].close()


def _oublier_les_anciens(lien: Lien) -> None:
    for (nom,) in lien.execute("SELECT datname FROM pg_database WHERE datname LIKE 'modele%'").fetchall():
        supprimer_base(url_administrateur(), nom)


def _empreinte() -> str:
    """Of what a migration reads; the models themselves change with their migrations."""
    somme = hashlib.sha256()
    for fichier in sorted(fichier for motif in MOTIFS for fichier in RACINE.glob(motif) if fichier.is_file()):
        somme.update(f"{fichier.relative_to(RACINE)}\n".encode())
        somme.update(fichier.read_bytes())
    return somme.hexdigest()[:24]
