"""One's own account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clauses_app.comptes.acces import adhesions_de_la_requete
from clauses_app.comptes.forms import ProfilForm, role_lisible
from clauses_app.comptes.models import Utilisateur
from clauses_app.comptes.permissions import connecte
from clauses_app.comptes.services.modifier_profil import modifier_profil


@connecte
@require_http_methods(["GET", "HEAD", "POST"])
def mon_compte(request: HttpRequest) -> HttpResponse:
    utilisateur: Utilisateur = request.user  # type: ignore[assignment]
    adhesions = adhesions_de_la_requete(request)
    form = ProfilForm(
        request.POST or None,
        initial={
            "prenom": utilisateur.prenom,
            "nom": utilisateur.nom,
            "telephone": adhesions[0].telephone if adhesions else "",
        },
    )
    if form.is_valid():
        modifier_profil(utilisateur=utilisateur, **form.cleaned_data)
        messages.success(request, "Votre compte est à jour.")
        return redirect("comptes:mon_compte")
    places = [{"guichet": a.guichet.nom, "role": role_lisible(a)} for a in adhesions]
    return render(request, "comptes/mon_compte.html", {"form": form, "places": places})
