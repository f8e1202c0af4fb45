"""Layouts remembered, by sender: their versions, forgotten or taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.lectures import lire_cle
from suivi_heures.imports.releve.champs import lire_champ
from suivi_heures.models import Correspondance
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.services.oublier_correspondance import oublier_correspondance
from suivi_heures.services.reprendre_correspondance import reprendre_correspondance

GABARIT = "suivi_heures/correspondances.html"
PAR_PAGE = 20
OUBLIEE = "Colonnes oubliées\u00a0: le prochain relevé sera lu d’après ses titres, et posera ses questions."
REPRISE = "Version {} reprise, sous le numéro {}. Les relevés déjà lus ne changent pas."


def _visibles(request: HttpRequest) -> Any:
    visibles = Correspondance.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return visibles.select_related("entreprise").order_by("-retenue_a", "-pk")


def _siennes(request: HttpRequest) -> Any:
    return _visibles(request).filter(entreprise_id=request.adhesion.entreprise_id)  # type: ignore[attr-defined]


@require_GET
@autorise(Permission.RELEVE_VALIDER)
def correspondances(request: HttpRequest) -> HttpResponse:
    visibles = _visibles(request)
    if entreprise := lire_cle(request.GET.get("entreprise", "")):
        visibles = visibles.filter(entreprise_id=entreprise)
    return _montrer(request, visibles, du_guichet=True)


@require_GET
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_correspondances(request: HttpRequest) -> HttpResponse:
    return _montrer(request, _siennes(request), du_guichet=False)


def _montrer(request: HttpRequest, vues: Any, *, du_guichet: bool) -> HttpResponse:
    page = Paginator(vues, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "rangs": [{"une": une, "colonnes": [_dire(colonne) for colonne in une.colonnes]} for une in page],
        "du_guichet": du_guichet,
        "oublier_par": "suivi_heures:correspondance_oublier" if du_guichet else "suivi_heures:portail_colonnes_oublier",
        "reprendre_par": (
            "suivi_heures:correspondance_reprendre" if du_guichet else "suivi_heures:portail_colonnes_reprendre"
        ),
    }
    return render(request, GABARIT, contexte)


def _dire(colonne: dict[str, str]) -> tuple[str, str]:
    champ = lire_champ(colonne["champ"])
    return colonne["titre"] or colonne["cle"].capitalize(), champ.libelle if champ else colonne["champ"]


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def oublier(request: HttpRequest, pk: int) -> HttpResponse:
    oublier_correspondance(
        correspondance=get_object_or_404(_visibles(request), pk=pk),
        par=request.adhesion,  # type: ignore[attr-defined]
    )
    messages.success(request, OUBLIEE)
    return redirect("suivi_heures:correspondances")


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    voulue = get_object_or_404(_visibles(request), pk=pk)
    reprise = reprendre_correspondance(correspondance=voulue, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, REPRISE.format(voulue.version, reprise.version))
    return redirect("suivi_heures:correspondances")


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_oublier(request: HttpRequest, pk: int) -> HttpResponse:
    sienne = get_object_or_404(_siennes(request), pk=pk)
    with comme_interne():
        oublier_correspondance(correspondance=sienne, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, OUBLIEE)
    return redirect("suivi_heures:portail_correspondances")


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
def portail_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    sienne = get_object_or_404(_siennes(request), pk=pk)
    with comme_interne():
        reprise = reprendre_correspondance(correspondance=sienne, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, REPRISE.format(sienne.version, reprise.version))
    return redirect("suivi_heures:portail_correspondances")
