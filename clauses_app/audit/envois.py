"""A form that adds is written once, whatever the number of times it arrives: double click, reload, replay.

Each page masks its CSRF token anew: the token, the address and all that was typed name one sending. The same sending
again answers as it did; the same page with another text, or the same text from another page, is another one.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from clauses_app.audit.models import EnvoiRecu
from clauses_app.tenancy.contexte import exiger_guichet

JETON = "csrfmiddlewaretoken"
GARDES = datetime.timedelta(days=7)
DEJA = "Cet envoi est déjà reçu\u00a0: rien n’est écrit une seconde fois."


def une_seule_fois(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Under `@autorise`. A view that redirects without an error has written; any other answer leaves the sending
    free to come again."""

    @wraps(vue)
    def porte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        empreinte = _empreinte(request) if request.method == "POST" else ""
        if not empreinte:
            return vue(request, *args, **kwargs)
        with connection.cursor() as curseur:
            # of two at once, the second reads what the first committed
            curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [empreinte, exiger_guichet()])
        recus = EnvoiRecu.objects.filter(adhesion_id=request.adhesion.pk)  # type: ignore[attr-defined]
        if recu := recus.filter(empreinte=empreinte).first():
            messages.info(request, DEJA)
            return redirect(recu.suite)
        reponse = vue(request, *args, **kwargs)
        if reponse.status_code == 302 and not _a_refuse(request):
            EnvoiRecu.objects.create(
                adhesion_id=request.adhesion.pk,  # type: ignore[attr-defined]
                empreinte=empreinte,
                suite=reponse["Location"][:500],
            )
        return reponse

    porte.une_seule_fois = True  # type: ignore[attr-defined]
    return porte


def _a_refuse(request: HttpRequest) -> bool:
    """Said to the next page, not read yet."""
    dits = getattr(messages.get_messages(request), "_queued_messages", [])
    return any(dit.level >= messages.ERROR for dit in dits)


def _empreinte(request: HttpRequest) -> str:
    """Of everything sent, files included; empty without the token of a page: then nothing was read from one."""
    if not request.POST.get(JETON):
        return ""
    condense = hashlib.sha256(request.path.encode())
    for nom, valeurs in sorted(request.POST.lists()):
        for valeur in valeurs:
            condense.update(f"\0{nom}\0{valeur}".encode())
    for nom, fichiers in sorted(request.FILES.lists()):
        for fichier in fichiers:
            condense.update(f"\0{nom}\0{fichier.name}\0".encode())
            for morceau in fichier.chunks():
                condense.update(morceau)
            fichier.seek(0)
    return condense.hexdigest()


def oublier_envois() -> int:
    """No page stays open that long."""
    effaces, _ = EnvoiRecu.objects.filter(recu_a__lt=timezone.now() - GARDES).delete()
    return effaces
