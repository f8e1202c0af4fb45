"""Pages of the day when something goes wrong: one sentence, what to do, never a trace."""

import logging
import secrets
import sys
from http import HTTPMethod
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from clauses_app.tenancy.coupures import REESSAYER_DANS, est_une_coupure

logger = logging.getLogger(__name__)
DES_PROGRAMMES = "/api/"
INTERROMPU = "Service interrompu un instant"
REPRENDRE = (
    "Attendez le nombre de secondes de l’en-tête « Retry-After », puis renvoyez la même demande avec la même clé"
    " d’idempotence : rien n’est perdu, et rien ne sera compté deux fois."
)


def _dire_au_programme(
    statut: int, titre: str, detail: str, *, genre: str = "about:blank", **champs: str
) -> HttpResponse:
    """A problem document (RFC 9457), when the failure came before or around the view of the API."""
    corps = {"type": genre, "title": titre, "status": statut, "detail": detail} | champs
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
    if est_une_coupure(sys.exception()):
        return interruption(request)
    incident = secrets.token_hex(3).upper()
    logger.error("Incident %s on %s %s", incident, request.method, request.path)
    if request.path.startswith(DES_PROGRAMMES):
        suite = "La demande n’a laissé aucune trace : renvoyez-la avec la même clé d’idempotence."
        return _dire_au_programme(500, "Panne", suite, incident=incident)
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)


def interruption(request: HttpRequest) -> HttpResponse:
    """A part is down or overwhelmed. Cut while the answer was being kept, nobody knows which of the two it was."""
    logger.warning("Cut on %s %s", request.method, request.path)
    if request.path.startswith(DES_PROGRAMMES):
        reponse = _dire_au_programme(503, INTERROMPU, REPRENDRE, genre="/api/#interruption")
    else:
        envoi = request.method not in (HTTPMethod.GET, HTTPMethod.HEAD)
        incertain = envoi and getattr(request, "reponse_prete", False)
        reponse = HttpResponse(render_to_string("503.html", {"envoi": envoi, "incertain": incertain}), status=503)
    reponse.headers["Retry-After"] = str(REESSAYER_DANS)
    return reponse
