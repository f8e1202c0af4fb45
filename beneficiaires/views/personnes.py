"""People: list, file, identity."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from beneficiaires.enums import Controle, Decision, StatutDoublon
from beneficiaires.forms.personnes import FormulaireBeneficiaire
from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite, DoublonProbable, Justificatif
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps, enregistrer_beneficiaire
from beneficiaires.views.contenu_fiche import decrire_fiche
from beneficiaires.views.lignes_personnes import COLONNES, decrire_personnes
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.lectures import lire_cle
from clauses_app.interface.ouvertures import ouvre_sur_sa_vue
from clauses_app.tenancy.tri import plier
from clauses_app.tenancy.verrou import un_a_la_fois

PAR_PAGE = 50
STATUTS = (
    ("en_contrat", "En contrat aujourd’hui"),
    ("fin_proche", "Contrat finissant sous 90 jours"),
    ("sans_decision", "Éligibilité à décider"),
    ("piece", "Pièce à contrôler"),
    ("doublon", "Doublon probable"),
    ("anonymisees", "Anonymisées"),
)


def choisir_personnes(request: HttpRequest, q: str, statut: str, marche: str) -> Any:
    """What the list shows, in its order; its export reads the same."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    personnes = Beneficiaire.objects.visibles_par(adhesion).actifs().order_by("tri", "pk")
    for mot in plier(q).split()[:8]:
        personnes = personnes.filter(recherche__contains=mot)
    contrats = ContratTravail.objects.visibles_par(adhesion)
    if lire_cle(marche) is not None:
        personnes = personnes.filter(pk__in=contrats.filter(marche=int(marche)).values("beneficiaire"))
    return _filtrer(request, personnes, contrats, statut)


@autorise(Permission.BENEFICIAIRE_LIRE)
@ouvre_sur_sa_vue
def liste(request: HttpRequest) -> HttpResponse:
    q, statut, marche = (request.GET.get(cle, "").strip() for cle in ("q", "statut", "marche"))
    personnes = choisir_personnes(request, q, statut, marche)
    contrats = ContratTravail.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    page = Paginator(personnes.values(*COLONNES), PAR_PAGE).get_page(request.GET.get("page"))
    rangs = decrire_personnes(page.object_list, contrats)
    contexte = {
        "page": page,
        "rangs": rangs,
        "eligibles": urlencode([("personne", r["pk"]) for r in rangs if r["est_eligible"]]),
        "q": q,
        "statut": statut,
        "statuts": STATUTS,
        "marche": marche,
    }
    return render(request, "beneficiaires/liste.html", contexte)


def _filtrer(request: HttpRequest, personnes: Any, contrats: Any, statut: str) -> Any:
    """Ready-made views rather than filters to compose."""
    adhesion, jour = request.adhesion, timezone.localdate()  # type: ignore[attr-defined]
    en_cours = contrats.filter(date_debut__lte=jour).exclude(date_fin__lt=jour)
    if statut == "anonymisees":
        return personnes.exclude(anonymise_le=None)
    match statut:
        case "sans_decision":
            decisions = DecisionEligibilite.objects.visibles_par(adhesion)
            refusees = decisions.filter(retiree_a=None, decision=Decision.REFUSEE)
            personnes = personnes.filter(~Exists(refusees.filter(beneficiaire=OuterRef("pk"))), est_eligible=False)
        case "en_contrat":
            personnes = personnes.filter(pk__in=en_cours.values("beneficiaire"))
        case "fin_proche":
            proches = en_cours.filter(date_fin__lte=jour + datetime.timedelta(days=90))
            personnes = personnes.filter(pk__in=proches.values("beneficiaire"))
        case "piece":
            pieces = Justificatif.objects.visibles_par(adhesion).filter(controle=Controle.A_CONTROLER)
            personnes = personnes.filter(pk__in=pieces.values("beneficiaire"))
        case "doublon":
            paires = DoublonProbable.objects.visibles_par(adhesion).filter(
                Q(premiere=OuterRef("pk")) | Q(seconde=OuterRef("pk")), statut=StatutDoublon.A_VOIR
            )
            personnes = personnes.filter(Exists(paires))
    return personnes.filter(anonymise_le=None)


def lire_personne(request: HttpRequest, pk: int) -> Beneficiaire:
    return get_object_or_404(Beneficiaire.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


@autorise(Permission.BENEFICIAIRE_LIRE)
def fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a person. Criteria are not in the page: they come on request, with a reason."""
    personne = lire_personne(request, pk)
    if personne.fusionne_dans_id:
        messages.info(request, f"La fiche {personne.ref} a été réunie à celle-ci.")
        return redirect("beneficiaires:fiche", personne.fusionne_dans_id)
    return render(request, "beneficiaires/fiche.html", decrire_fiche(request.adhesion, personne))  # type: ignore[attr-defined]


@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def nouveau(request: HttpRequest) -> HttpResponse:
    return _ecrire(request, FormulaireBeneficiaire(request.POST or None), "Inscrire une personne")


@autorise(Permission.BENEFICIAIRE_ECRIRE)
@un_a_la_fois
def modifier(request: HttpRequest, pk: int) -> HttpResponse:
    personne = lire_personne(request, pk)
    return _ecrire(request, FormulaireBeneficiaire(request.POST or None, instance=personne), f"Modifier {personne}")


def _ecrire(request: HttpRequest, form: FormulaireBeneficiaire, titre: str) -> HttpResponse:
    pk = form.instance.pk
    if form.is_valid():
        try:
            personne = enregistrer_beneficiaire(
                beneficiaire=form.save(commit=False),
                par=request.adhesion,  # type: ignore[attr-defined]
                version=form.cleaned_data["version"],
            )
            messages.success(request, f"{personne} : fiche enregistrée.")
            form.annoncer(request)
            return redirect("beneficiaires:fiche", personne.pk)
        except ModifieEntreTemps as refus:
            form.signaler_conflit(lire_personne(request, pk), refus.version)
    retour = reverse("beneficiaires:fiche", args=[pk]) if pk else reverse("beneficiaires:liste")
    contexte = {"form": form, "titre": titre, "bouton": "Enregistrer", "retour": retour}
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)
