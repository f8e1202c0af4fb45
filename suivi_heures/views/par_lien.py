"""The door of a personal link: a short session of one company in one guichet, without account.

The secret is exchanged once for a mark in the session, so that it stays in no address of the site. The view then
runs under the role of external users, confined by the database to that company; nothing says it is a membership.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.comptes.permissions import publique
from clauses_app.tenancy.contexte import Contexte, basculer, basculer_dans_guichet
from suivi_heures.models import LienDepot
from suivi_heures.queries.liens_depot import lien_ouvert

CLE = "lien_depot"
DUREE = 2 * 3600  # seconds
LIMITES = {
    "lien_ouvrir": "30/m/ip",
    "lien_renouveler": "20/h/ip,3/h/key",
    "lien_envoyer": "10/m/key,60/d/key",
    "verifier_fichier": "6/m/ip,60/h/ip",
    "recu": "60/m/ip",
    "rapport": "60/m/ip",
    "attestation": "60/m/ip",
}

type Vue = Callable[..., HttpResponse]


def trop(request: HttpRequest, action: str, cle: str = "") -> HttpResponse | None:
    """The page « too many », when this address or this key asks faster than a person does. In the sign-in role."""
    return ratelimit.consume_or_429(
        request, app="allauth.account", action=action, config=LIMITES, key=cle or "commune", limit_get=True
    )


def ouvrir_session(request: HttpRequest, lien: LienDepot) -> None:
    """Another session key: whoever had set the former one gains nothing."""
    request.session.cycle_key()
    request.session[CLE] = {"guichet": lien.guichet_id, "lien": lien.pk, "a": int(time.time())}


def fermer_session(request: HttpRequest) -> None:
    request.session.pop(CLE, None)


def marque_de_la_session(request: HttpRequest) -> dict[str, int] | None:
    """Even ended: it still says where a fresh link may be sent."""
    marque = request.session.get(CLE)
    return marque if isinstance(marque, dict) else None


def lien_de_la_session(request: HttpRequest) -> LienDepot | None:
    """Read again at each request. In the sign-in role."""
    marque = marque_de_la_session(request)
    if marque is None or not 0 <= time.time() - marque["a"] < DUREE:
        return None
    with basculer_dans_guichet(marque["guichet"]):
        return lien_ouvert(marque["lien"])


def deposant_de(lien: LienDepot, guichet: Guichet) -> Adhesion:
    """Who acts, for the services and the journal: no membership of the database, and no right beyond the company."""
    return Adhesion(
        guichet=guichet,
        role=Role.STRUCTURE if lien.entreprise.est_structure else Role.ENTREPRISE,
        entreprise_id=lien.entreprise_id,
        organisation_nom=lien.entreprise.nom,
        nom_affiche=f"{lien.nom}, par son lien",
        courriel=lien.courriel,
    )


def par_lien(vue: Vue) -> Vue:
    """The view receives the link; without one that lives, the page that gives a fresh one."""

    @publique
    @wraps(vue)
    def porte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lien = lien_de_la_session(request)
        if lien is None:
            return redirect("suivi_heures:lien_ferme")
        if request.method == "POST" and (refus := trop(request, "lien_envoyer", f"{lien.guichet_id}.{lien.pk}")):
            return refus
        guichet = Guichet.objects.get(pk=lien.guichet_id)
        request.deposant = deposant_de(lien, guichet)  # type: ignore[attr-defined]
        contexte = Contexte(role="externe", guichet_id=lien.guichet_id, entreprise_id=lien.entreprise_id)
        with transaction.atomic(), basculer(contexte):
            return vue(request, lien, *args, **kwargs)

    return porte
