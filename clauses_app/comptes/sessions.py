"""How long a session lives: idle limit by kind of account, absolute limit for all."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse

OUVERTE_A = "ouverte_a"
VUE_A = "vue_a"
PAS = 60  # seconds between two writings of the last sight

type Vue = Callable[..., HttpResponse]


def ouvrir(request: HttpRequest) -> None:
    """At sign-in: both clocks start."""
    request.session[OUVERTE_A] = request.session[VUE_A] = int(time.time())


def est_expiree(request: HttpRequest, *, interne: bool) -> bool:
    """Idle for too long, or open for too long. A session still alive is noted as seen."""
    maintenant = int(time.time())
    limite = settings.SESSION_INACTIVITE_INTERNE if interne else settings.SESSION_INACTIVITE_EXTERNE
    vue_a = request.session.get(VUE_A)
    if vue_a is None:
        ouvrir(request)
        return False
    if maintenant - vue_a > limite or maintenant - request.session[OUVERTE_A] > settings.SESSION_COOKIE_AGE:
        return True
    if maintenant - vue_a >= PAS:
        request.session[VUE_A] = maintenant
    return False


def ferme_les_autres_sessions(vue: Vue) -> Vue:
    """After a change of password or factor: new session key here, every other session ended."""

    @wraps(vue)
    def porte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = vue(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            request.session.cycle_key()
            UserSession.objects.create_from_request(request)
            end_other_sessions(request, request.user)
        return response

    return porte
