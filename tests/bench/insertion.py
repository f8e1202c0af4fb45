"""One INSERT … SELECT per model; chance is a hash of the row's number, so no plan changes what is drawn."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import connections, models

INSTANT = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)


def poser_le_hasard(curseur: Any, graine: int) -> None:
    """`pg_temp.u(key, salt)`: a number of [0, 1[ that depends on the seed."""
    curseur.execute(
        "CREATE FUNCTION pg_temp.u(bigint, integer) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$"
        f" SELECT (hashint8extended($1, $2 * 1000003::bigint + {graine:d}) & 1073741823) / 1073741824.0::float8 $$"
    )


def u(cle: str, sel: int) -> str:
    return f"pg_temp.u({cle}, {sel})"


def tirer(cle: str, sel: int, nombre: int | str) -> str:
    """An integer from 0 to `nombre` - 1."""
    return f"CAST(floor({u(cle, sel)} * {nombre}) AS integer)"


def parmi(mots: str, cle: str, sel: int) -> str:
    """One of these words."""
    liste = mots.split()
    return f"(CAST('{{{','.join(liste)}}}' AS text[]))[1 + {tirer(cle, sel, len(liste))}]"


def inserer(curseur: Any, modele: type[models.Model], source: str, /, **colonnes: str) -> None:
    """Columns left out take the default of their field."""
    for champ in modele._meta.concrete_fields:
        if champ.column not in colonnes and not champ.null and not champ.generated:
            colonnes[champ.column] = _defaut(champ)
    inconnues = set(colonnes) - {champ.column for champ in modele._meta.concrete_fields}
    if inconnues:
        raise ValueError(f"{modele.__name__}: {inconnues}")
    noms = ", ".join(f'"{nom}"' for nom in colonnes)
    curseur.execute(f"INSERT INTO {modele._meta.db_table} ({noms}) SELECT {', '.join(colonnes.values())} FROM {source}")


def _defaut(champ: Any) -> str:
    if isinstance(champ, models.DateTimeField):
        return f"TIMESTAMPTZ '{INSTANT.isoformat()}'"
    valeur = champ.get_default()
    if valeur is None or isinstance(valeur, uuid.UUID):
        raise ValueError(f"{champ}: no constant default, give its expression")
    connexion = connections["deploiement"]
    litteral = connexion.ops.compose_sql("%s", [champ.get_db_prep_save(valeur, connexion)])
    return f"CAST({litteral} AS {champ.db_type(connexion)})"
