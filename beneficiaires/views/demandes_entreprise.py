"""Requests on the side of the company: ask before hiring, follow, answer, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from beneficiaires.enums import Categorie, EtatDemande
from beneficiaires.forms.demandes import FormulaireDemande, FormulaireTour
from beneficiaires.models import DemandeEligibilite, EtapeDemande
from beneficiaires.queries.demandes import avec_etat, echeance, lire_reglage
from beneficiaires.services.deposer_demande import deposer_demande
from beneficiaires.services.repondre_demande import DejaRepondu, repondre_demande
from beneficiaires.views.demandes import decrire_demande
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from marches.models import Attribution, Entreprise

PAR_PAGE = 25


def _siennes(request: HttpRequest) -> Any:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    visibles = DemandeEligibilite.objects.visibles_par(adhesion).filter(entreprise_id=adhesion.entreprise_id)
    return avec_etat(visibles).select_related("entreprise", "attribution__lot", "attribution__marche")


@autorise(Permission.ESPACE_ENTREPRISE)
def liste(request: HttpRequest) -> HttpResponse:
    page = Paginator(_siennes(request).order_by("-deposee_a"), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "rangs": [decrire_demande(d) for d in page.object_list], "delai": lire_reglage()}
    return render(request, "beneficiaires/portail_demandes.html", contexte)


@autorise(Permission.ESPACE_ENTREPRISE)
@une_seule_fois
def nouvelle(request: HttpRequest) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    chantiers = (
        Attribution.objects.visibles_par(adhesion)
        .tenues()
        .select_related("entreprise", "lot__marche")
        .order_by("marche__objet", "lot__ref")
    )
    entreprise = get_object_or_404(Entreprise.objects.visibles_par(adhesion), pk=adhesion.entreprise_id or 0)
    form = FormulaireDemande(
        request.POST or None, attributions=chantiers, instance=DemandeEligibilite(entreprise=entreprise)
    )
    if form.is_valid():
        demande = deposer_demande(demande=form.save(commit=False), message=form.cleaned_data["message"], par=adhesion)
        messages.success(request, "Demande envoyée. Attendez la réponse avant d’embaucher au titre de la clause.")
        return redirect("beneficiaires:portail_demande", demande.pk)
    contexte = {"form": form, "delai": lire_reglage()}
    return render(
        request, "beneficiaires/portail_demande_nouvelle.html", contexte, status=422 if form.is_bound else 200
    )


@autorise(Permission.ESPACE_ENTREPRISE)
def demande(request: HttpRequest, pk: int) -> HttpResponse:
    return _montrer(request, get_object_or_404(_siennes(request), pk=pk))


@require_POST
@autorise(Permission.ESPACE_ENTREPRISE)
@une_seule_fois
def repondre(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what the facilitator asked, or withdraw (`geste=retirer`)."""
    objet = get_object_or_404(_siennes(request), pk=pk)
    retire = request.POST.get("geste") == "retirer"
    donnees = request.POST.copy()
    if retire and not donnees.get("message"):
        donnees["message"] = "Demande retirée par l’entreprise."
    tour = FormulaireTour(donnees)
    if not tour.is_valid():
        return _montrer(request, objet, tour, statut=422)
    etat = EtatDemande.RETIREE if retire else EtatDemande.A_EXAMINER
    try:
        repondre_demande(demande=objet, etat=etat, par=request.adhesion, **tour.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, "Demande retirée." if retire else "Réponse envoyée à votre facilitateur.")
    except DejaRepondu as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:portail_demande", pk)


def _montrer(request: HttpRequest, objet: Any, tour: Any = None, statut: int = 200) -> HttpResponse:
    etapes = EtapeDemande.objects.visibles_par(request.adhesion).filter(demande=objet).order_by("-rang")  # type: ignore[attr-defined]
    a_repondre = objet.etat == EtatDemande.PIECE_DEMANDEE
    contexte = {
        "demande": objet,
        "d": decrire_demande(objet),
        "etapes": etapes,
        "declarees": [Categorie(code).label for code in objet.declarees],
        "tour": tour or FormulaireTour(initial={"rang": objet.rang}),
        "a_repondre": a_repondre,
        "echeance": echeance(timezone.localdate(objet.depuis), lire_reglage()),
    }
    return render(request, "beneficiaires/portail_demande.html", contexte, status=statut)
