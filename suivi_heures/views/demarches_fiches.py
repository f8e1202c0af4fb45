"""Efforts noted where they come to mind: on the page of a company, or of a person, whose name is not kept with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from marches.models import Attribution, Entreprise, Marche
from suivi_heures.enums import TypeDemarche
from suivi_heures.forms.difficultes import FormulaireDemarcheLibre
from suivi_heures.queries.demarches import rassembler_diligences
from suivi_heures.services.noter_demarche import noter_demarche
from suivi_heures.views.demarches import PAR_PAGE, decrire_demarche


def _marches(request: HttpRequest, entreprises: Any) -> Any:
    """Followed contracts of which these companies hold a lot."""
    tenues = Attribution.objects.visibles_par(request.adhesion).tenues()  # type: ignore[attr-defined]
    tenus = tenues.filter(entreprise__in=entreprises)
    return Marche.objects.visibles_par(request.adhesion).filter(pk__in=tenus.values("marche")).order_by("ref")  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.ENTREPRISE_ECRIRE)
@une_seule_fois
def demarches_entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    entreprise = get_object_or_404(Entreprise.objects.visibles_par(adhesion), pk=pk)
    form = FormulaireDemarcheLibre(request.POST or None, entreprises=None, marches=_marches(request, [pk]), seule=True)
    if form.is_valid():
        noter_demarche(entreprise=entreprise, par=adhesion, **form.cleaned_data)
        messages.success(request, "Démarche notée. Elle compte dans les dossiers de l’entreprise.")
        return redirect("suivi_heures:demarches_entreprise", pk)
    diligences = rassembler_diligences(entreprise_id=pk)
    page = Paginator(diligences.lignes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "form": form,
        "sujet": str(entreprise),
        "retour": reverse("marches:entreprise", args=[pk]),
        "diligences": diligences,
        "page": page,
        "lignes": [decrire_demarche(d, diligences) for d in page.object_list],
    }
    return render(request, "suivi_heures/demarches_fiche.html", contexte, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def demarches_beneficiaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Most often a candidate proposed: to the companies that owe hours. Numbers are the evidence, never a name."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    personne = get_object_or_404(Beneficiaire.objects.visibles_par(adhesion), pk=pk)
    contrats = ContratTravail.objects.visibles_par(adhesion).filter(beneficiaire=personne)
    tenues = Attribution.objects.visibles_par(adhesion).filter(date_fin=None).values("entreprise")
    entreprises = Entreprise.objects.visibles_par(adhesion).filter(
        Q(pk__in=tenues) | Q(pk__in=contrats.values("employeur")) | Q(pk__in=contrats.values("titulaire"))
    )
    dernier = contrats.order_by("-date_debut", "-pk").first()
    form = FormulaireDemarcheLibre(
        request.POST or None,
        entreprises=entreprises.order_by("tri", "pk"),
        marches=_marches(request, entreprises),
        initial={"type": TypeDemarche.CANDIDAT, "entreprise": dernier.titulaire_id if dernier else None},
    )
    if form.is_valid():
        demarche = noter_demarche(par=adhesion, **form.cleaned_data)
        messages.success(request, f"Démarche notée pour {demarche.entreprise}, sans le nom de la personne.")
        return redirect("beneficiaires:fiche", pk)
    contexte = {
        "form": form,
        "sujet": str(personne),
        "personne": personne,
        "retour": reverse("beneficiaires:fiche", args=[pk]),
    }
    return render(request, "suivi_heures/demarches_fiche.html", contexte, status=422 if form.is_bound else 200)
