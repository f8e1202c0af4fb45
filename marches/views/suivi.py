"""Who follows a contract: take it, or give it to a colleague."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.tenancy.tri import par_nom
from marches.forms.suivi import FormulaireSuivi
from marches.models import Marche
from marches.services.confier_marche import confier_marche


def _marche(request: HttpRequest, pk: int) -> Marche:
    return get_object_or_404(Marche.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.MARCHE_ECRIRE)
def prendre_en_charge(request: HttpRequest, pk: int) -> HttpResponse:
    """« Suivi par »: take the contract over."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    confier_marche(marche=_marche(request, pk), a=adhesion, par=adhesion)
    messages.success(request, "Vous suivez désormais ce marché.")
    return redirect("suivi_heures:marche", pk)


@require_http_methods(["GET", "POST"])
@autorise(Permission.MARCHE_ECRIRE)
def confier(request: HttpRequest, pk: int) -> HttpResponse:
    marche, adhesion = _marche(request, pk), request.adhesion  # type: ignore[attr-defined]
    form = FormulaireSuivi(request.POST or None, equipe=_equipe(adhesion), initial={"a": marche.suivi_par_id})
    if form.is_valid():
        suivi = confier_marche(marche=marche, a=form.cleaned_data["a"], par=adhesion)
        messages.success(request, f"{suivi.suivi_par_nom} suit désormais ce marché.")
        return redirect("suivi_heures:marche", pk)
    contexte = {
        "form": form,
        "titre": "Qui suit ce marché",
        "aide": _dire(marche),
        "bouton": "Confier le marché",
        "marche": marche,
        "retour": reverse("suivi_heures:marche", args=[pk]),
    }
    return render(request, "marches/formulaire.html", contexte, status=422 if form.is_bound else 200)


def _equipe(adhesion: Any) -> Any:
    return Adhesion.objects.visibles_par(adhesion).actives().filter(role__in=INTERNES).order_by(*par_nom("nom_affiche"))


def _dire(marche: Marche) -> str:
    return f"Suivi par {marche.suivi_par_nom} jusqu’ici." if marche.suivi_par_nom else "Personne ne le suit encore."
