"""Warnings about the contracts of a person: explain, take the explanation back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from beneficiaires.forms.commun import FormulaireMotif
from beneficiaires.models import VigilanceLevee
from beneficiaires.queries.vigilances import vigilances
from beneficiaires.services.lever_vigilance import lever_vigilance
from beneficiaires.services.reprendre_vigilance import reprendre_vigilance
from beneficiaires.views.personnes import lire_personne
from clauses_app.comptes.permissions import Permission, autorise


@autorise(Permission.CONTRAT_ECRIRE)
def lever(request: HttpRequest, pk: int) -> HttpResponse:
    """`?signal=`: which warning; without it, or settled meanwhile, back to the file."""
    personne = lire_personne(request, pk)
    retour = reverse("beneficiaires:fiche", args=[pk])
    cle = request.GET.get("signal", "")
    vigilance = next((v for v in vigilances(beneficiaires=[pk]) if v.cle == cle and v.levee is None), None)
    if vigilance is None:
        if cle:
            messages.info(request, "Cette vigilance n’est plus là\u00a0: quelqu’un l’a réglée.")
        return redirect(retour)
    form = FormulaireMotif(request.POST or None)
    form.fields["motif"].label = "Pourquoi est-ce normal\u202f?"
    if form.is_valid():
        lever_vigilance(beneficiaire=personne, cle=cle, motif=form.cleaned_data["motif"], par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Noté\u00a0: cette vigilance ne sera plus rappelée, sauf si les dates changent.")
        return redirect(retour)
    contexte = {
        "form": form,
        "titre": f"{vigilance.titre}\u00a0: {personne}",
        "aide": vigilance.phrase,
        "bouton": "Lever cette vigilance",
        "retour": retour,
    }
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_POST
@autorise(Permission.CONTRAT_ECRIRE)
def reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    levees = VigilanceLevee.objects.visibles_par(request.adhesion).select_related("beneficiaire")  # type: ignore[attr-defined]
    levee = get_object_or_404(levees, pk=pk)
    reprendre_vigilance(levee=levee, par=request.adhesion)  # type: ignore[attr-defined]
    messages.success(request, "La vigilance est de nouveau rappelée.")
    return redirect("beneficiaires:fiche", levee.beneficiaire_id)
