"""Work contracts of a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from beneficiaires.forms import FormulaireContrat
from beneficiaires.models import ContratTravail
from beneficiaires.services.enregistrer_contrat import enregistrer_contrat
from beneficiaires.views.personnes import lire_personne
from clauses_app.comptes.permissions import Permission, autorise


def _ecrire(request: HttpRequest, form: FormulaireContrat, titre: str, personne_id: int) -> HttpResponse:
    if form.is_valid():
        enregistrer_contrat(contrat=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Contrat enregistré. Les heures de la personne ont été recomptées.")
        return redirect("beneficiaires:fiche", personne_id)
    retour = reverse("beneficiaires:fiche", args=[personne_id])
    contexte = {"form": form, "titre": titre, "bouton": "Enregistrer le contrat", "retour": retour}
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.CONTRAT_ECRIRE)
def nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    personne = lire_personne(request, pk)
    form = FormulaireContrat(request.POST or None, instance=ContratTravail(beneficiaire=personne))
    return _ecrire(request, form, f"Nouveau contrat de {personne}", pk)


@autorise(Permission.CONTRAT_ECRIRE)
def modifier(request: HttpRequest, pk: int) -> HttpResponse:
    contrats = ContratTravail.objects.visibles_par(request.adhesion).select_related("beneficiaire", "attribution")  # type: ignore[attr-defined]
    contrat = get_object_or_404(contrats, pk=pk)
    form = FormulaireContrat(request.POST or None, instance=contrat)
    return _ecrire(request, form, f"Contrat de {contrat.beneficiaire}", contrat.beneficiaire_id)
