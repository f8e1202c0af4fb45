"""A list asked for without any filter opens on the view its reader chose, if she chose one.

Views are kept by a room above: it subscribes (its AppConfig.ready), and lists of every room ask here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

_chercheurs: list[Callable[[HttpRequest], str]] = []


def abonner_ouverture(chercher: Callable[[HttpRequest], str]) -> None:
    """`chercher` gives the filters of the default view of the list asked for; empty: none."""
    if chercher not in _chercheurs:
        _chercheurs.append(chercher)


def ouvre_sur_sa_vue(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Under `@autorise`. An address with anything in it says what it wants; a fragment is not a list."""

    @wraps(vue)
    def _vue(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "GET" and not request.META.get("QUERY_STRING") and not getattr(request, "htmx", False):
            filtres = next((trouves for chercher in _chercheurs if (trouves := chercher(request))), "")
            if filtres:
                return redirect(f"{request.path}?{filtres}")
        return vue(request, *args, **kwargs)

    return _vue
