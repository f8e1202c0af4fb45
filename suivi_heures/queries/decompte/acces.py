"""How the count reads the database: under which role, with which plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection

from clauses_app.tenancy.contexte import basculer, contexte_courant


@contextmanager
def comme_interne() -> Iterator[None]:
    """The count reads decisions and the lots of other companies: only the staff of the guichet may.

    The caller has already obtained, under its own role, the line or the contract it asks about.
    """
    contexte = contexte_courant()
    if contexte.role != "externe":
        yield
        return
    with basculer(replace(contexte, role="interne")):
        yield


@contextmanager
def par_hachage() -> Iterator[None]:
    """Each table is already restricted: a nested loop could only come from a wrong estimate."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT set_config('enable_nestloop', 'off', true)")
        yield
        curseur.execute("SELECT set_config('enable_nestloop', 'on', true)")


def lire(requete: str, parametres: dict[str, Any]) -> list[dict[str, Any]]:
    with par_hachage(), connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        noms = [colonne.name for colonne in curseur.description]
        return [dict(zip(noms, valeurs, strict=True)) for valeurs in curseur.fetchall()]
