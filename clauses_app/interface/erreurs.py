"""Pages of the day when something goes wrong: one sentence, what to do, never a trace."""

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)
DES_PROGRAMMES = "/api/"


def _dire_au_programme(statut: int, titre: str, detail: str, **champs: str) -> HttpResponse:
    """A problem document (RFC 9457), when the failure came before or around the view of the API."""
    corps = {"type": "about:blank", "title": titre, "status": statut, "detail": detail} | champs
    return JsonResponse(corps, status=statut, content_type="application/problem+json")


def page_introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Same bytes for an unknown page and for a page of somebody else."""
    return render(request, "404.html", status=404)


def acces_refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def demande_incorrecte(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(DES_PROGRAMMES):
        return _dire_au_programme(400, "Demande illisible", "Vérifiez l’adresse, les en-têtes et le corps envoyés.")
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
    if request.path.startswith(DES_PROGRAMMES):
        suite = "La demande n’a laissé aucune trace : renvoyez-la avec la même clé d’idempotence."
        return _dire_au_programme(500, "Panne", suite, incident=incident)
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)
