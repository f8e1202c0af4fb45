"""French alphabetical order and search keys: the same folding in the database and in Python."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Func

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-"})


class CleTri(Func):
    """Expression to order by: case and accents folded."""

    function = "cle_tri"
    arity = 1
    output_field = models.TextField()


class ChampCalcule(models.GeneratedField):
    """The settings are checked without a database, which the check of support would ask for its version."""

    def _check_supported(self, databases: Any) -> list[Any]:
        return []


class CleRecherche(Func):
    """First the array of other names, then the texts in which somebody may look for the row."""

    function = "cle_recherche"
    output_field = models.TextField()


def par_nom(*champs: str) -> list[Any]:
    """Arguments of order_by: names in French order, then the identifier."""
    return [*(CleTri(F(champ)) for champ in champs), "pk"]


@lru_cache(maxsize=8192)
def plier(texte: str) -> str:
    """The same key in Python, for lists already read."""
    nu = unicodedata.normalize("NFKD", texte.casefold().translate(LIGATURES))
    return "".join(lettre for lettre in nu if not unicodedata.combining(lettre))


def champ_tri(*champs: str) -> ChampCalcule:
    """Stored key of a name, to be indexed with the guichet: a page of names reads its rows only."""
    noms: Any = F(champs[0])
    for champ in champs[1:]:
        noms = _accoler(noms, champ)
    return ChampCalcule(expression=CleTri(noms), output_field=models.TextField(), db_persist=True)


def _accoler(avant: Any, champ: str) -> Any:
    return Func(avant, models.Value(" "), F(champ), template="(%(expressions)s)", arg_joiner=" || ")


def champ_recherche(autres: str | None, *champs: str) -> ChampCalcule:
    """Stored text of search."""
    premier: Any = F(autres) if autres else models.Value(None)
    expression = CleRecherche(premier, *(F(champ) for champ in champs))
    return ChampCalcule(expression=expression, output_field=models.TextField(), db_persist=True)
