"""One writer at a time on one address: between the reading of the row and the commit, nobody slips in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from clauses_app.tenancy.contexte import exiger_guichet


def un_a_la_fois(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Under `@autorise`. Settings that are appended have no row to lock: the address stands for it."""

    @wraps(vue)
    def porte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            with connection.cursor() as curseur:
                # held until the commit, given back with it
                curseur.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [request.path, exiger_guichet()]
                )
        return vue(request, *args, **kwargs)

    return porte
