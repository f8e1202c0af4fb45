"""The one way in for requests: a transaction, a role, a guichet.

Order (settings.MIDDLEWARE): `TransactionMiddleware` opens the transaction in the sign-in role, sessions
and accounts are read, then `GuichetMiddleware` goes into the guichet of the membership for the view
and the rendering of its template, and comes back before the session is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clauses_app.comptes.acces import adhesion_de_la_session, second_facteur_manque
from clauses_app.tenancy.contexte import Contexte, basculer

type Suite = Callable[[HttpRequest], HttpResponse]

SANS_BASE = ("/static/", "/sante/", "/favicon.ico")
# The account pages work on accounts, hence in the sign-in role.
PREFIXE_COMPTE = "/compte/"


class EntetesMiddleware:
    """Headers that Django does not set: signed-in pages are never kept by a cache."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(SANS_BASE):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class TransactionMiddleware:
    """Everything, rendering and session included, in one transaction that starts in the sign-in role."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(SANS_BASE):
            return self.get_response(request)
        with transaction.atomic(durable=True), basculer(Contexte(role="connexion")):
            return self.get_response(request)


class GuichetMiddleware:
    """Signed in? second factor done? which membership? Then into its guichet."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        request.adhesion = None  # type: ignore[attr-defined]
        if getattr(vue, "publique", False) or request.path.startswith((*SANS_BASE, PREFIXE_COMPTE)):
            return None
        if not request.user.is_authenticated:
            return self._vers_connexion(request)
        if settings.SECOND_FACTEUR_OBLIGATOIRE and second_facteur_manque(request.user):
            return self._rediriger(request, reverse("mfa_index"))
        if getattr(vue, "connecte", False):
            return None
        adhesion = adhesion_de_la_session(request)
        if adhesion is None:
            return self._rediriger(request, reverse("comptes:espaces"))
        request.adhesion = adhesion  # type: ignore[attr-defined]
        return _servir_dans_le_guichet(request, vue, args, kwargs)

    def _vers_connexion(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
        return redirect_to_login(request.get_full_path())

    def _rediriger(self, request: HttpRequest, adresse: str) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": adresse})
        return redirect(adresse)


def _servir_dans_le_guichet(request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse:
    """Run the view and render its template inside the guichet; a failed view keeps nothing it wrote.

    The savepoint stands outside the context: rolling it back also gives the former role back.
    """
    with transaction.atomic(), basculer(_contexte(request.adhesion)):  # type: ignore[attr-defined]
        response: HttpResponse = vue(request, *args, **kwargs)
        rendre = getattr(response, "render", None)
        if callable(rendre) and not getattr(response, "is_rendered", True):
            response = rendre()
    return response


def _contexte(adhesion: Any) -> Contexte:
    return Contexte(
        role="interne" if adhesion.est_interne else "externe",
        guichet_id=adhesion.guichet_id,
        adhesion_id=adhesion.pk,
        entreprise_id=adhesion.entreprise_id,
        maitre_ouvrage_id=adhesion.maitre_ouvrage_id,
    )
