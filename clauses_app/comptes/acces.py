"""Which membership a request speaks for, and whether its account is protected enough."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion, Utilisateur
from clauses_app.tenancy.contexte import Contexte, basculer

CLE_SESSION = "adhesion_id"


def adhesions_actives(utilisateur: Any) -> Any:
    """Open memberships of an account, with their guichet. To be called in the sign-in role."""
    return (
        Adhesion.objects.filter(utilisateur=utilisateur, est_active=True)
        .select_related("guichet")
        .order_by("guichet__nom", "organisation_nom", "pk")
    )


def adhesions_de_la_requete(request: HttpRequest) -> list[Adhesion]:
    """Read again at each request, once: a membership withdrawn is closed at the next click."""
    connues: list[Adhesion] | None = getattr(request, "_adhesions", None)
    if connues is None:
        connues = list(adhesions_actives(request.user))
        request._adhesions = connues  # type: ignore[attr-defined]
    return connues


def adhesion_de_la_session(request: HttpRequest) -> Adhesion | None:
    """Membership chosen in this session; the only one is chosen by itself."""
    adhesions = adhesions_de_la_requete(request)
    choisie = request.session.get(CLE_SESSION)
    for adhesion in adhesions:
        if adhesion.pk == choisie:
            return adhesion
    if len(adhesions) == 1:
        choisir_espace(request, adhesions[0])
        return adhesions[0]
    return None


def choisir_espace(request: HttpRequest, adhesion: Adhesion) -> None:
    """The session now speaks for this membership; its guichet remembers the arrival."""
    request.session[CLE_SESSION] = adhesion.pk
    with basculer(contexte_de(adhesion)):
        journaliser(Verbe.CONNEXION, par=adhesion, role=adhesion.get_role_display())


def contexte_de(adhesion: Adhesion) -> Contexte:
    """What the database must know of a membership."""
    return Contexte(
        role="interne" if adhesion.est_interne else "externe",
        guichet_id=adhesion.guichet_id,
        adhesion_id=adhesion.pk,
        entreprise_id=adhesion.entreprise_id,
        maitre_ouvrage_id=adhesion.maitre_ouvrage_id,
    )


def est_interne(request: HttpRequest) -> bool:
    """Does the account belong to the staff of any guichet?"""
    return any(adhesion.role in INTERNES for adhesion in adhesions_de_la_requete(request))


def second_facteur_manque(request: HttpRequest) -> bool:
    """A member of a guichet's staff must hold a second factor; others may."""
    utilisateur: Utilisateur = request.user  # type: ignore[assignment]
    return est_interne(request) and not is_mfa_enabled(utilisateur)
