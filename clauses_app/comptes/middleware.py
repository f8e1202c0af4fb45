"""The one way in for requests: a transaction, a role, a guichet.

Order (settings.MIDDLEWARE): `TransactionMiddleware` opens the transaction in the sign-in role, sessions
and accounts are read, then `GuichetMiddleware` goes into the guichet of the membership for the view
and the rendering of its template, and comes back before the session is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from clauses_app.comptes.acces import (
    adhesion_de_la_session,
    contexte_de,
    est_interne,
    second_facteur_manque,
)
from clauses_app.comptes.sessions import est_expiree
from clauses_app.interface.erreurs import methode_refusee
from clauses_app.tenancy.contexte import Contexte, basculer

type Suite = Callable[[HttpRequest], HttpResponse]

SANS_BASE = ("/static/", "/sante/", "/favicon.ico")
# All that a session still waiting for its second factor may open.
SANS_SECOND_FACTEUR = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "accessibilite",
        "donnees_personnelles",
        "mentions_legales",
    }
)
SAISIE_MAX = 2000  # characters of a value in an address
INACTIVITE = "Votre session a été fermée après un long moment sans activité. Connectez-vous à nouveau."


class EntetesMiddleware:
    """Headers that Django does not set: signed-in pages are never kept by a cache."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response = methode_refusee(request, response.headers.get("Allow", ""))
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
        with transaction.atomic(durable=True):
            with basculer(Contexte(role="connexion")):
                response = self.get_response(request)
            # from here on a cut leaves a doubt, which the page of the cut must tell (interface.erreurs)
            request.reponse_prete = response.status_code < HTTPStatus.BAD_REQUEST  # type: ignore[attr-defined]
        return response


class GuichetMiddleware:
    """Signed in? session alive? second factor done? which membership? Then into its guichet."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        request.adhesion = None  # type: ignore[attr-defined]
        if request.path.startswith(SANS_BASE) or getattr(vue, "par_jeton", False):
            return None
        _refuser_l_illisible(request)
        publique = getattr(vue, "publique", False)
        if request.user.is_authenticated:
            refus = self._refuser_le_compte(request)
            if refus or publique or getattr(vue, "connecte", False):
                return refus
            return self._entrer(request, vue, args, kwargs)
        return None if publique else _vers_connexion(request)

    def _refuser_le_compte(self, request: HttpRequest) -> HttpResponse | None:
        """A session too old is closed; one without the second factor it owes goes and gets it."""
        if est_expiree(request, interne=est_interne(request)):
            logout(request)
            messages.info(request, INACTIVITE)
            return _vers_connexion(request)
        if settings.SECOND_FACTEUR_OBLIGATOIRE and second_facteur_manque(request):
            nom = request.resolver_match.view_name if request.resolver_match else ""
            if nom not in SANS_SECOND_FACTEUR:
                return _rediriger(request, reverse("mfa_index"))
        return None

    def _entrer(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse:
        adhesion = adhesion_de_la_session(request)
        if adhesion is None:
            suite = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return _rediriger(request, f"{reverse('comptes:espaces')}?{suite}".removesuffix("?"))
        if getattr(vue, "identite_confirmee", False) and not did_recently_reauthenticate(request):
            suite = urlencode({"next": request.get_full_path()})
            return _rediriger(request, f"{reverse('account_reauthenticate')}?{suite}")
        request.adhesion = adhesion  # type: ignore[attr-defined]
        return _servir_dans_le_guichet(request, vue, args, kwargs)


def _refuser_l_illisible(request: HttpRequest) -> None:
    """No person types these, and neither PostgreSQL nor int() takes them."""
    for donnees, limite in ((request.GET, SAISIE_MAX), (request.POST, None)):
        for nom, valeurs in donnees.lists():
            if any("\x00" in texte or (limite and len(texte) > limite) for texte in (nom, *valeurs)):
                raise BadRequest


def _vers_connexion(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
    return redirect_to_login(request.get_full_path())


def _rediriger(request: HttpRequest, adresse: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": adresse})
    return redirect(adresse)


def _servir_dans_le_guichet(request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse:
    """Run the view and render its template inside the guichet; a failed view keeps nothing it wrote.

    The savepoint stands outside the context: rolling it back also gives the former role back.
    """
    with transaction.atomic(), basculer(contexte_de(request.adhesion)):  # type: ignore[attr-defined]
        response: HttpResponse = vue(request, *args, **kwargs)
        rendre = getattr(response, "render", None)
        if callable(rendre) and not getattr(response, "is_rendered", True):
            response = rendre()
    return response
