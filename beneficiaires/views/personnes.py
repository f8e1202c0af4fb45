"""People: list, file, identity."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from beneficiaires.forms import FormulaireBeneficiaire
from beneficiaires.models import Beneficiaire, ContratTravail
from beneficiaires.services.enregistrer_beneficiaire import enregistrer_beneficiaire
from beneficiaires.views.lignes_personnes import COLONNES, decrire_personnes
from clauses_app.audit.models import Evenement
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.tri import plier

PAR_PAGE = 50


@autorise(Permission.BENEFICIAIRE_LIRE)
def liste(request: HttpRequest) -> HttpResponse:
    q, statut, marche = (request.GET.get(cle, "").strip() for cle in ("q", "statut", "marche"))
    personnes = Beneficiaire.objects.visibles_par(request.adhesion).order_by("tri", "pk")  # type: ignore[attr-defined]
    for mot in plier(q).split()[:8]:
        personnes = personnes.filter(recherche__contains=mot)
    contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    if lire_cle(marche) is not None:
        personnes = personnes.filter(pk__in=contrats.filter(marche=int(marche)).values("beneficiaire"))
    personnes = _filtrer(personnes, contrats, statut)
    page = Paginator(personnes.values(*COLONNES), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "rangs": decrire_personnes(page.object_list, contrats),
        "q": q,
        "statut": statut,
        "marche": marche,
    }
    return render(request, "beneficiaires/liste.html", contexte)


def _filtrer(personnes: Any, contrats: Any, statut: str) -> Any:
    """Ready-made views rather than filters to compose."""
    if statut == "sans_decision":
        return personnes.filter(est_eligible=False)
    if statut == "en_contrat":
        jour = timezone.localdate()
        en_cours = contrats.filter(date_debut__lte=jour).exclude(date_fin__lt=jour)
        return personnes.filter(pk__in=en_cours.values("beneficiaire"))
    return personnes


def lire_personne(request: HttpRequest, pk: int) -> Beneficiaire:
    return get_object_or_404(Beneficiaire.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@autorise(Permission.BENEFICIAIRE_LIRE)
def fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a person. Criteria are not in the page: they come on request, with a reason."""
    personne = lire_personne(request, pk)
    contrats = list(
        ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
        .filter(beneficiaire=personne)
        .select_related("employeur", "titulaire", "marche", "lot")
        .order_by("-date_debut")
    )
    historique = Evenement.objects.visibles_par(request.adhesion).filter(objet_type="beneficiaire", objet_id=pk)  # type: ignore[attr-defined]
    contexte = {"personne": personne, "contrats": contrats, "historique": historique.order_by("-quand")[:20]}
    return render(request, "beneficiaires/fiche.html", contexte)


@autorise(Permission.BENEFICIAIRE_ECRIRE)
def nouveau(request: HttpRequest) -> HttpResponse:
    return _ecrire(request, FormulaireBeneficiaire(request.POST or None), "Inscrire une personne")


@autorise(Permission.BENEFICIAIRE_ECRIRE)
def modifier(request: HttpRequest, pk: int) -> HttpResponse:
    personne = lire_personne(request, pk)
    return _ecrire(request, FormulaireBeneficiaire(request.POST or None, instance=personne), f"Modifier {personne}")


def _ecrire(request: HttpRequest, form: FormulaireBeneficiaire, titre: str) -> HttpResponse:
    if form.is_valid():
        personne = enregistrer_beneficiaire(beneficiaire=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"{personne} : fiche enregistrée.")
        return redirect("beneficiaires:fiche", personne.pk)
    retour = (
        reverse("beneficiaires:fiche", args=[form.instance.pk]) if form.instance.pk else reverse("beneficiaires:liste")
    )
    contexte = {"form": form, "titre": titre, "bouton": "Enregistrer", "retour": retour}
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)
