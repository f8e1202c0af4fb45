"""Invite, send again, take back; then the door the invited person opens."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from clauses_app.comptes.acces import CLE_SESSION
from clauses_app.comptes.forms import AcceptationForm, InvitationForm
from clauses_app.comptes.invitations import lire_invitation, places_offertes
from clauses_app.comptes.models import Invitation, Utilisateur
from clauses_app.comptes.organisations import lister_organisations
from clauses_app.comptes.permissions import Permission, autorise, publique
from clauses_app.comptes.services.accepter_invitation import accepter_invitation
from clauses_app.comptes.services.annuler_invitation import annuler_invitation
from clauses_app.comptes.services.creer_compte import creer_compte
from clauses_app.comptes.services.inviter import inviter as service_inviter
from clauses_app.comptes.services.prolonger_invitation import prolonger_invitation
from clauses_app.comptes.tasks import confier, envoyer_invitation


@autorise(Permission.MEMBRE_INVITER)
@require_http_methods(["GET", "HEAD", "POST"])
def inviter(request: HttpRequest) -> HttpResponse:
    par = request.adhesion  # type: ignore[attr-defined]
    form = InvitationForm(
        request.POST or None,
        places=places_offertes(par),
        organisations=lister_organisations() if par.est_interne else [],
        initial={"organisation": request.GET.get("organisation", ""), "role": request.GET.get("role", "")},
    )
    if form.is_valid():
        try:
            invitation = service_inviter(par=par, **form.cleaned_data)
        except ValidationError as refus:
            form.add_error(None, refus)
        else:
            confier(envoyer_invitation, invitation.guichet_id, invitation.pk)
            messages.success(request, f"L’invitation part vers {invitation.courriel}. Elle vaut quatorze jours.")
            return redirect("comptes:membres")
    return render(request, "comptes/inviter.html", {"form": form}, status=422 if form.is_bound else 200)


@autorise(Permission.MEMBRE_INVITER)
@require_POST
def renvoyer(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = _trouver(request, invitation_id)
    try:
        prolonger_invitation(par=request.adhesion, invitation=invitation)  # type: ignore[attr-defined]
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
    else:
        confier(envoyer_invitation, invitation.guichet_id, invitation.pk)
        messages.success(request, f"Un nouveau lien part vers {invitation.courriel} ; l’ancien ne vaut plus.")
    return redirect("comptes:membres")


@autorise(Permission.MEMBRE_INVITER)
@require_POST
def annuler(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = _trouver(request, invitation_id)
    annuler_invitation(par=request.adhesion, invitation=invitation)  # type: ignore[attr-defined]
    messages.success(request, f"L’invitation de {invitation.nom_affiche} est retirée.")
    return redirect("comptes:membres")


def _trouver(request: HttpRequest, invitation_id: int) -> Invitation:
    visibles = Invitation.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.en_attente(), pk=invitation_id)


@publique
@sensitive_post_parameters("mot_de_passe")
@require_http_methods(["GET", "HEAD", "POST"])
def accepter(request: HttpRequest, jeton: str) -> HttpResponse:
    """Whoever holds the token has proved the address. One account an address: it signs in or is created."""
    invitation = lire_invitation(jeton)
    if invitation is None:
        return render(request, "comptes/invitation_perimee.html", status=404)
    if request.user.is_authenticated:
        return _accepter_connecte(request, invitation)
    existe = Utilisateur.objects.filter(email=invitation.courriel).exists()
    form = AcceptationForm(request.POST or None, courriel=invitation.courriel, initial=_partager(invitation))
    if not existe and form.is_valid():
        utilisateur = creer_compte(invitation=invitation, **form.cleaned_data)
        adhesion = accepter_invitation(invitation=invitation, utilisateur=utilisateur)
        response = perform_login(request, Login(user=utilisateur))
        request.session[CLE_SESSION] = adhesion.pk
        return response
    return render(
        request, "comptes/accepter_invitation.html", {"invitation": invitation, "form": form, "existe": existe}
    )


def _accepter_connecte(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    utilisateur: Any = request.user
    autre = utilisateur.email.lower() != invitation.courriel.lower()
    if request.method == "POST" and not autre:
        adhesion = accepter_invitation(invitation=invitation, utilisateur=utilisateur)
        request.session.cycle_key()
        request.session[CLE_SESSION] = adhesion.pk
        messages.success(request, f"Bienvenue dans l’espace de {invitation.guichet.nom}.")
        return redirect("comptes:accueil")
    return render(
        request, "comptes/accepter_connecte.html", {"invitation": invitation, "autre": autre, "compte": utilisateur}
    )


def _partager(invitation: Invitation) -> dict[str, str]:
    prenom, _, nom = invitation.nom_affiche.partition(" ")
    return {"prenom": prenom, "nom": nom}
