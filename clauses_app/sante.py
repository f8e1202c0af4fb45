"""`/sante/`: is the instance able to work? For the person who starts it and for what watches over it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from clauses_app.comptes.permissions import publique

DUREE_DE_MEMOIRE = 2.0  # seconds: a public address must not let anybody make us work
_memoire: dict[str, Any] = {"a": float("-inf"), "etat": {}}
_verrou = threading.Lock()


@publique
@transaction.non_atomic_requests
@require_safe
def sante(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 with what is wrong otherwise."""
    etat = _etat()
    tout_va_bien = all(valeur == "ok" for nom, valeur in etat.items() if nom != "version")
    reponse = JsonResponse(etat, status=200 if tout_va_bien else 503, json_dumps_params={"ensure_ascii": False})
    reponse["Cache-Control"] = "no-store"
    return reponse


def _etat() -> dict[str, str]:
    with _verrou:
        if time.monotonic() - _memoire["a"] > DUREE_DE_MEMOIRE:
            _memoire["etat"] = examiner()
            _memoire["a"] = time.monotonic()
        return dict(_memoire["etat"])


def examiner() -> dict[str, str]:
    """Each part, `ok` or a French sentence; no detail that would help an attacker."""
    courtier = _essayer(_courtier, "Le courtier de messages (Valkey) ne répond pas.")
    return {
        "database": _essayer(_base, "La base de données ne répond pas."),
        "broker": courtier,
        "worker": _essayer(_ouvrier, "Aucun ouvrier Celery ne répond.") if courtier == "ok" else courtier,
        "version": settings.VERSION,
    }


def _essayer(verifier: Callable[[], None], sinon: str) -> str:
    try:
        verifier()
    except Exception:
        return sinon
    return "ok"


def _base() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")


def _courtier() -> None:
    with current_app.connection_for_write() as lien:
        lien.ensure_connection(max_retries=1, timeout=2)


def _ouvrier() -> None:
    if not current_app.control.ping(timeout=1.0, limit=1):
        raise RuntimeError
