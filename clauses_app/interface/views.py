"""Style guide, served only in development: the pieces of every screen, on one page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def catalogue(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "interface/catalogue.html", {})


catalogue.publique = True  # type: ignore[attr-defined]  # read by the middleware of comptes
