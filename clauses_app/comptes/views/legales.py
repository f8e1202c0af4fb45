"""Accessibility, personal data, legal notices: short, true, open to all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clauses_app.comptes.permissions import publique


@publique
def accessibilite(request: HttpRequest) -> HttpResponse:
    return render(request, "comptes/accessibilite.html")


@publique
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    return render(request, "comptes/donnees_personnelles.html")


@publique
def mentions_legales(request: HttpRequest) -> HttpResponse:
    return render(request, "comptes/mentions_legales.html")
