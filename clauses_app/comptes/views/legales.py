"""Accessibility, personal data, legal notices: short, true, open to all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clauses_app.comptes.acces import adhesion_de_la_session
from clauses_app.comptes.permissions import connecte, publique


@publique
def accessibilite(request: HttpRequest) -> HttpResponse:
    return render(request, "comptes/accessibilite.html")


@publique
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    return render(request, "comptes/donnees_personnelles.html")


@publique
def mentions_legales(request: HttpRequest) -> HttpResponse:
    return render(request, "comptes/mentions_legales.html")


@connecte
def aide(request: HttpRequest) -> HttpResponse:
    """How the count works and what each gesture does, within the menu of whoever reads it."""
    request.adhesion = adhesion_de_la_session(request)  # type: ignore[attr-defined]
    return render(request, "comptes/aide.html")
