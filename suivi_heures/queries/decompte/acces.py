"""How the count reads the database: under which role, with which plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

from clauses_app.tenancy.contexte import basculer, contexte_courant, exiger_guichet

VERROU = 0x4445_434F
_ARGUMENT = re.compile(r"%\((\w+)\)s")
_prepares: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


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


def attendre_son_tour() -> None:
    """One recomputation at a time in a guichet, until the end of the transaction: of two transactions
    that add hours, the second reads what the first has committed, so that no total forgets a line."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s, %s)", [VERROU, exiger_guichet()])


@contextmanager
def par_hachage() -> Iterator[None]:
    """Each table is already restricted and the joins are written in a good order: a nested loop, a sort
    before grouping or another order could only come from a wrong estimate, and cost time to look for."""
    with connection.cursor() as curseur:
        curseur.execute(_reglages("off", "off", "1", "force_generic_plan"))
        yield
        curseur.execute(_reglages("on", "on", "8", "auto"))


def _reglages(boucles: str, tri: str, ordre: str, plans: str) -> str:
    return (
        f"SELECT set_config('enable_nestloop', '{boucles}', true), set_config('enable_sort', '{tri}', true),"
        f" set_config('join_collapse_limit', '{ordre}', true), set_config('plan_cache_mode', '{plans}', true)"
    )


def lire(requete: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a statement of the count, with arguments named `%(nom)s`."""
    noms = list(dict.fromkeys(_ARGUMENT.findall(requete)))
    appel = ", ".join(f"%({nom})s" for nom in noms)
    with par_hachage(), connection.cursor() as curseur:
        curseur.execute(f"EXECUTE {_preparer(curseur, requete, noms)}" + (f" ({appel})" if noms else ""), arguments)
        colonnes = [colonne.name for colonne in curseur.description]
        return [dict(zip(colonnes, valeurs, strict=True)) for valeurs in curseur.fetchall()]


def _preparer(curseur: Any, requete: str, noms: list[str]) -> str:
    """Prepare once per connection: planning such a statement costs as much as counting some hundred lots."""
    connus = _prepares.setdefault(connection.connection, set())
    nom = f"decompte_{sha256(requete.encode()).hexdigest()[:20]}"
    if nom not in connus:
        rangs = {nom_: f"${rang}" for rang, nom_ in enumerate(noms, start=1)}
        texte = _ARGUMENT.sub(lambda trouve: rangs[trouve[1]], requete)
        curseur.execute(f"PREPARE {nom} AS {texte}", None)
        connus.add(nom)
    return nom
