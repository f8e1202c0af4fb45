"""Send many rows to PostgreSQL at once: COPY into a temporary table, then `INSERT … SELECT` by the caller.

COPY straight into a table under row security is refused; the second step keeps the policies in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection


def copier_lignes(*, table: str, colonnes: Mapping[str, str], lignes: Iterable[Sequence[Any]]) -> None:
    """Fill the temporary `table` (name → SQL type), dropped at the end of the transaction."""
    definition = ", ".join(f'"{nom}" {sorte}' for nom, sorte in colonnes.items())
    noms = ", ".join(f'"{nom}"' for nom in colonnes)
    with connection.cursor() as curseur:
        curseur.execute(f'DROP TABLE IF EXISTS pg_temp."{table}"')
        curseur.execute(f'CREATE TEMPORARY TABLE "{table}" ({definition}) ON COMMIT DROP')
        with curseur.copy(f'COPY pg_temp."{table}" ({noms}) FROM STDIN') as copie:
            for ligne in lignes:
                copie.write_row(ligne)
        curseur.execute(f'ANALYZE pg_temp."{table}"')
