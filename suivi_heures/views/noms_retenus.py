"""Names learnt from corrections: seen, with who said it and when, and forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.lectures import lire_cle
from suivi_heures.models import NomRetenu
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.services.oublier_nom import oublier_nom

PAR_PAGE = 25


def _visibles(request: HttpRequest) -> Any:
    visibles = NomRetenu.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return visibles.select_related("entreprise", "beneficiaire").order_by("-retenu_a", "-pk")


@require_GET
@autorise(Permission.RELEVE_VALIDER)
def noms(request: HttpRequest) -> HttpResponse:
    visibles = _visibles(request)
    if entreprise := lire_cle(request.GET.get("entreprise", "")):
        visibles = visibles.filter(entreprise_id=entreprise)
    return _montrer(request, visibles, "suivi_heures:nom_oublier")


@require_GET
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_noms(request: HttpRequest) -> HttpResponse:
    siens = _visibles(request).filter(entreprise_id=request.adhesion.entreprise_id)  # type: ignore[attr-defined]
    return _montrer(request, siens, "suivi_heures:portail_nom_oublier")


def _montrer(request: HttpRequest, noms_vus: Any, oublier_par: str) -> HttpResponse:
    page = Paginator(noms_vus, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "suivi_heures/noms_retenus.html", {"page": page, "oublier_par": oublier_par})


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def oublier(request: HttpRequest, pk: int) -> HttpResponse:
    nom = get_object_or_404(_visibles(request), pk=pk)
    oublier_nom(nom=nom, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Nom oublié\u00a0: le prochain relevé posera de nouveau la question.")
    return redirect("suivi_heures:noms_retenus")


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_oublier(request: HttpRequest, pk: int) -> HttpResponse:
    siens = _visibles(request).filter(entreprise_id=request.adhesion.entreprise_id)  # type: ignore[attr-defined]
    nom = get_object_or_404(siens, pk=pk)
    with comme_interne():
        oublier_nom(nom=nom, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "Nom oublié\u00a0: votre prochain relevé posera de nouveau la question.")
    return redirect("suivi_heures:portail_noms")
