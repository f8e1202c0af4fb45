"""Which membership a request speaks for, and whether its account is protected enough."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion, Utilisateur

CLE_SESSION = "adhesion_id"


def adhesions_actives(utilisateur: Any) -> Any:
    """Open memberships of an account, with their guichet. To be called in the sign-in role."""
    return (
        Adhesion.objects.filter(utilisateur=utilisateur, est_active=True)
        .select_related("guichet")
        .order_by("guichet__nom", "organisation_nom", "pk")
    )


def adhesion_de_la_session(request: HttpRequest) -> Adhesion | None:
    """Membership chosen in this session, read again at each request; the only one is chosen by itself."""
    adhesions = list(adhesions_actives(request.user))
    choisie = request.session.get(CLE_SESSION)
    for adhesion in adhesions:
        if adhesion.pk == choisie:
            return adhesion
    if len(adhesions) == 1:
        request.session[CLE_SESSION] = adhesions[0].pk
        return adhesions[0]
    return None


def second_facteur_manque(utilisateur: Utilisateur) -> bool:
    """A member of a guichet's staff must hold a second factor; others may."""
    doit = any(adhesion.role in INTERNES for adhesion in adhesions_actives(utilisateur))
    return doit and not is_mfa_enabled(utilisateur)
