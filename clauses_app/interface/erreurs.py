"""Pages of the day when something goes wrong: one sentence, what to do, never a trace."""

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def page_introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Same bytes for an unknown page and for a page of somebody else."""
    return render(request, "404.html", status=404)


def acces_refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def demande_incorrecte(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def methode_refusee(request: HttpRequest, permises: str) -> HttpResponse:
    """Most often the address of a button, opened again from the history or after a sign-in."""
    return HttpResponse(render_to_string("405.html"), status=405, headers={"Allow": permises})


def trop_de_demandes(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "429.html", status=429)


def refus_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: most often a page left open over a new sign-in."""
    logger.warning("CSRF refused: %s", reason)
    return render(request, "403_csrf.html", status=403)


def panne(request: HttpRequest, *args: Any) -> HttpResponse:
    """No request context here: whatever broke may break again. The number is found in the log."""
    incident = secrets.token_hex(3).upper()
    logger.error("Incident %s on %s %s", incident, request.method, request.path)
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)
