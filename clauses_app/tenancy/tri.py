"""French alphabetical order and search keys: the same folding in the database and in Python."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models
from django.db.models import F, Func

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-"})


class CleTri(Func):
    """Expression to order by: case and accents folded."""

    function = "cle_tri"
    arity = 1
    output_field = models.TextField()


class CleRecherche(Func):
    """First the array of other names, then the texts in which somebody may look for the row."""

    function = "cle_recherche"
    output_field = models.TextField()


def par_nom(*champs: str) -> list[Any]:
    """Arguments of order_by: names in French order, then the identifier."""
    return [*(CleTri(F(champ)) for champ in champs), "pk"]


def plier(texte: str) -> str:
    """The same key in Python, for lists already read."""
    nu = unicodedata.normalize("NFKD", texte.casefold().translate(LIGATURES))
    return "".join(lettre for lettre in nu if not unicodedata.combining(lettre))


def champ_tri(*champs: str) -> models.GeneratedField:
    """Stored key of a name, to be indexed with the guichet: a page of names reads its rows only."""
    noms: Any = F(champs[0])
    for champ in champs[1:]:
        noms = _accoler(noms, champ)
    return models.GeneratedField(expression=CleTri(noms), output_field=models.TextField(), db_persist=True)


def _accoler(avant: Any, champ: str) -> Any:
    return Func(avant, models.Value(" "), F(champ), template="(%(expressions)s)", arg_joiner=" || ")


def champ_recherche(autres: str, *champs: str) -> models.GeneratedField:
    """Stored text of search."""
    expression = CleRecherche(F(autres), *(F(champ) for champ in champs))
    return models.GeneratedField(expression=expression, output_field=models.TextField(), db_persist=True)
