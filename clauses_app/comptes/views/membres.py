"""Members of the guichet, or of one's own organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.forms import RoleForm, role_lisible
from clauses_app.comptes.journal_lisible import decrire_fait
from clauses_app.comptes.models import Adhesion, Invitation
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise, identite_confirmee
from clauses_app.comptes.services.changer_role import changer_role
from clauses_app.comptes.services.desactiver_adhesion import desactiver_adhesion
from clauses_app.comptes.services.reactiver_adhesion import reactiver_adhesion
from clauses_app.tenancy.tri import par_nom
from clauses_app.tenancy.verrou import un_a_la_fois

PHRASES = {"desactiver": "L’accès de {} est fermé.", "reactiver": "L’accès de {} est rouvert."}
VERBES = {"desactiver": desactiver_adhesion, "reactiver": reactiver_adhesion}


@autorise(Permission.MEMBRE_LISTER)
@require_safe
def membres(request: HttpRequest) -> HttpResponse:
    par = request.adhesion  # type: ignore[attr-defined]
    adhesions = Adhesion.objects.visibles_par(par).order_by("-est_active", *par_nom("organisation_nom", "nom_affiche"))
    peut_inviter = a_le_droit(par, Permission.MEMBRE_INVITER)
    invitations = Invitation.objects.visibles_par(par).en_attente().order_by("-creee_a", "-pk")
    return render(
        request,
        "comptes/membres.html",
        {
            "lignes": [_decrire(adhesion) for adhesion in adhesions],
            "invitations": [_decrire_invitation(i) for i in invitations] if peut_inviter else [],
            "peut_inviter": peut_inviter,
            "peut_changer": a_le_droit(par, Permission.MEMBRE_CHANGER),
        },
    )


def _decrire(adhesion: Adhesion) -> dict[str, Any]:
    return {
        "pk": adhesion.pk,
        "nom": adhesion.nom_affiche,
        "courriel": adhesion.courriel,
        "telephone": adhesion.telephone,
        "role": adhesion.get_role_display(),
        "organisation": adhesion.organisation_nom,
        "depuis": adhesion.depuis_le,
        "etat": "actif" if adhesion.est_active else "inactif",
    }


def _decrire_invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "pk": invitation.pk,
        "nom": invitation.nom_affiche,
        "courriel": invitation.courriel,
        "role": ", ".join(filter(None, (invitation.get_role_display(), invitation.organisation_nom))),
        "par": invitation.par_nom,
        "expire": invitation.expire_a,
        "ouverte": invitation.est_ouverte,
    }


@autorise(Permission.MEMBRE_CHANGER)
@identite_confirmee
@require_http_methods(["GET", "HEAD", "POST"])
@un_a_la_fois
def membre(request: HttpRequest, adhesion_id: int) -> HttpResponse:
    """One member: role, access, history. Touching access asks for a recent proof of identity."""
    par = request.adhesion  # type: ignore[attr-defined]
    adhesion = get_object_or_404(Adhesion.objects.visibles_par(par), pk=adhesion_id)
    form = RoleForm(request.POST or None, initial={"role": adhesion.role})
    form.partager(sujet=adhesion, verbes=(Verbe.MEMBRE_CHANGE,))
    if form.is_valid():
        try:
            changer_role(par=par, adhesion=adhesion, role=form.cleaned_data["role"])
        except ValidationError as refus:
            form.add_error("role", refus)
        else:
            messages.success(request, f"{adhesion.nom_affiche} : {role_lisible(adhesion)}.")
            form.annoncer(request)
            return redirect("comptes:membre", adhesion.pk)
    return _afficher(request, adhesion, form)


def _afficher(request: HttpRequest, adhesion: Adhesion, form: RoleForm) -> HttpResponse:
    faits = Evenement.objects.visibles_par(request.adhesion).filter(  # type: ignore[attr-defined]
        objet_type="adhesion", objet_id=adhesion.pk
    )
    return render(
        request,
        "comptes/membre.html",
        {
            "membre": _decrire(adhesion),
            "role_lisible": role_lisible(adhesion),
            "form": form if adhesion.role in INTERNES else None,
            "actif": adhesion.est_active,
            "faits": [decrire_fait(fait) for fait in faits.order_by("-quand", "-pk")[:50]],
        },
    )


@autorise(Permission.MEMBRE_CHANGER)
@identite_confirmee
@require_POST
def acces(request: HttpRequest, adhesion_id: int, geste: str) -> HttpResponse:
    """Close or open again."""
    par = request.adhesion  # type: ignore[attr-defined]
    adhesion = get_object_or_404(Adhesion.objects.visibles_par(par), pk=adhesion_id)
    try:
        VERBES[geste](par=par, adhesion=adhesion)
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
    else:
        messages.success(request, PHRASES[geste].format(adhesion.nom_affiche))
    return redirect("comptes:membre", adhesion.pk)
