"""The path of a person: its thread, what is added to it, what is taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaires.enums import CLASSE_SORTIE
from beneficiaires.forms import FormulaireMotif
from beneficiaires.forms.parcours import (
    REGARDES,
    FormulaireDiagnostic,
    FormulaireEngagement,
    FormulaireEtape,
    FormulaireEtapeCorrigee,
    FormulaireFrein,
    FormulaireSituation,
    FormulaireSituationRsa,
    FormulaireSortie,
)
from beneficiaires.models import (
    Action,
    Beneficiaire,
    Diagnostic,
    Engagement,
    EtapeParcours,
    Frein,
    Situation,
    SituationRsa,
    Sortie,
)
from beneficiaires.queries.parcours import proposer_sortie, suivre_personne, suivre_sorties
from beneficiaires.services.corriger_etape import corriger_etape
from beneficiaires.services.ecrire_au_parcours import FaitRefuse, ecrire_au_parcours
from beneficiaires.services.lire_situation_personnelle import lire_situation_personnelle
from beneficiaires.services.poser_diagnostic import poser_diagnostic
from beneficiaires.services.reprendre_fait_parcours import reprendre_fait_parcours
from beneficiaires.views.personnes import lire_personne
from beneficiaires.views.presenter_parcours import decrire_echeance, decrire_jalon
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date, formater_de
from clauses_app.interface.lectures import lire_cle
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.models import Entreprise


@autorise(Permission.BENEFICIAIRE_LIRE)
def parcours(request: HttpRequest, pk: int) -> HttpResponse:
    """Without barriers nor engagement: they come on request, with a reason."""
    personne = lire_personne(request, pk)
    if personne.fusionne_dans_id:
        return redirect("beneficiaires:parcours", personne.fusionne_dans_id)
    return render(request, "beneficiaires/parcours.html", _contexte(request, personne))


def _contexte(request: HttpRequest, personne: Beneficiaire) -> dict[str, Any]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    au = timezone.localdate()
    sortie = Sortie.objects.visibles_par(adhesion).filter(beneficiaire=personne, annule_a=None).first()
    proposee = None if sortie else proposer_sortie(personne)
    return {
        "personne": personne,
        "jalons": [decrire_jalon(j) for j in suivre_personne(personne)],
        "sortie": sortie,
        "classe": CLASSE_SORTIE[sortie.type].label if sortie else "",
        "proposee": f"CDI commencé le {formater_date(proposee[1])}" if proposee else "",
        "echeances": [decrire_echeance(e) for e in suivre_sorties([sortie], au=au)] if sortie else [],
        "peut_ecrire": a_le_droit(adhesion, Permission.BENEFICIAIRE_ECRIRE) and not personne.anonymise_le,
    }


@require_POST
@autorise(Permission.CRITERE_LIRE)
def reveler(request: HttpRequest, pk: int) -> HttpResponse:
    """Barriers, services and engagement of one person, after a reason; never kept by a cache."""
    personne = lire_personne(request, pk)
    form = FormulaireMotif(request.POST)
    contexte: dict[str, Any] = {"personne": personne, "form": form}
    if form.is_valid():
        contexte["lue"] = lire_situation_personnelle(
            beneficiaire=personne,
            motif=form.cleaned_data["motif"],
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    gabarit = "beneficiaires/parcours_situation.html"
    cible = f"{gabarit}#situation" if getattr(request, "htmx", False) else gabarit
    reponse = render(request, cible, contexte, status=200 if form.is_valid() else 422)
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _ajouter(request: HttpRequest, personne: Beneficiaire, form: Any, titre: str, dit: str) -> HttpResponse:
    if form.is_valid():
        fait = form.save(commit=False)
        fait.beneficiaire = personne
        try:
            ecrire_au_parcours(fait=fait, par=request.adhesion)  # type: ignore[attr-defined]
            messages.success(request, dit)
            return redirect("beneficiaires:parcours", personne.pk)
        except FaitRefuse as refus:
            form.add_error(None, str(refus))
    contexte = {
        "form": form,
        "titre": titre,
        "bouton": "Enregistrer",
        "personne": personne,
        "retour": reverse("beneficiaires:parcours", args=[personne.pk]),
    }
    return render(request, "beneficiaires/parcours_formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def etape_nouvelle(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    form = FormulaireEtape(
        request.POST or None,
        entreprises=Entreprise.objects.visibles_par(adhesion).order_by("nom"),
        actions=Action.objects.visibles_par(adhesion).maintenues().order_by("-date_debut"),
    )
    return _ajouter(request, lire_personne(request, pk), form, "Ajouter une étape", "Étape ajoutée.")


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@un_a_la_fois
def etape_corriger(request: HttpRequest, pk: int) -> HttpResponse:
    """What it said before stays in the journal, with who changed it."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    etapes = EtapeParcours.objects.visibles_par(adhesion).retenus().select_related("beneficiaire")
    etape = get_object_or_404(etapes, pk=pk)
    form = FormulaireEtapeCorrigee(
        request.POST or None,
        instance=etape,
        entreprises=Entreprise.objects.visibles_par(adhesion).order_by("nom"),
        actions=Action.objects.visibles_par(adhesion).maintenues().order_by("-date_debut"),
    )
    if form.is_valid():
        try:
            corriger_etape(etape=form.save(commit=False), par=adhesion)
            form.annoncer(request)
            messages.success(request, "Étape corrigée. Ce qu’elle disait reste au journal.")
            return redirect("beneficiaires:parcours", etape.beneficiaire_id)
        except FaitRefuse as refus:
            form.add_error(None, str(refus))
    contexte = {
        "form": form,
        "titre": "Corriger l’étape",
        "bouton": "Enregistrer",
        "personne": etape.beneficiaire,
        "retour": reverse("beneficiaires:parcours", args=[etape.beneficiaire_id]),
    }
    return render(request, "beneficiaires/parcours_formulaire.html", contexte, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def diagnostic_nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: barriers, the services they open, the funds that pay."""
    personne = lire_personne(request, pk)
    form = FormulaireDiagnostic(request.POST or None, initial={"fait_le": timezone.localdate()})
    if form.is_valid():
        try:
            poser_diagnostic(
                beneficiaire=personne,
                fait_le=form.cleaned_data["fait_le"],
                avec=form.cleaned_data["avec"],
                regardes=list(REGARDES),
                difficultes=form.difficultes(),
                par=request.adhesion,  # type: ignore[attr-defined]
            )
            messages.success(request, "Diagnostic noté, sous le masque.")
            return redirect("beneficiaires:parcours", pk)
        except FaitRefuse as refus:
            form.add_error(None, str(refus))
    contexte = {"form": form, "personne": personne}
    return render(request, "beneficiaires/diagnostic.html", contexte, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def rsa_noter(request: HttpRequest, pk: int) -> HttpResponse:
    form = FormulaireSituationRsa(request.POST or None, initial={"le": timezone.localdate()})
    titre, dit = "Situation au regard du RSA", "Situation notée, sous le masque."
    return _ajouter(request, lire_personne(request, pk), form, titre, dit)


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def frein_nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    form = FormulaireFrein(request.POST or None, initial={"constate_le": timezone.localdate()})
    return _ajouter(request, lire_personne(request, pk), form, "Noter un frein", "Frein noté, sous le masque.")


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
@une_seule_fois
def engagement_nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    form = FormulaireEngagement(request.POST or None, initial={"signe_le": timezone.localdate()})
    dit = "Contrat d’engagement noté, sous le masque."
    return _ajouter(request, lire_personne(request, pk), form, "Noter un contrat d’engagement", dit)


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def sortie_noter(request: HttpRequest, pk: int) -> HttpResponse:
    """The last contract proposes, the person who writes decides."""
    personne = lire_personne(request, pk)
    proposee = proposer_sortie(personne)
    initial = {"type": proposee[0], "le": proposee[1]} if proposee else {"le": timezone.localdate()}
    form = FormulaireSortie(request.POST or None, initial=initial)
    return _ajouter(request, personne, form, "Noter la sortie", "Sortie notée. Les situations à demander sont datées.")


@require_http_methods(["GET", "POST"])
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def situation_noter(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk`: the exit; `mois`: the milestone that was asked for."""
    sorties = Sortie.objects.visibles_par(request.adhesion).select_related("beneficiaire")  # type: ignore[attr-defined]
    sortie = get_object_or_404(sorties, pk=pk)
    initial = {"le": timezone.localdate(), "mois": lire_cle(request.GET.get("mois", ""))}
    form = FormulaireSituation(request.POST or None, initial=initial, sortie=sortie, instance=Situation(sortie=sortie))
    titre = f"Situation {formater_de(sortie.beneficiaire)}"
    return _ajouter(request, sortie.beneficiaire, form, titre, "Situation notée.")


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def frein_lever(request: HttpRequest, pk: int) -> HttpResponse:
    """Lifted on a day; asked again, still there."""
    frein = get_object_or_404(Frein.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]
    frein.leve_le = None if frein.leve_le else max(timezone.localdate(), frein.constate_le)
    try:
        ecrire_au_parcours(fait=frein, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Frein levé." if frein.leve_le else "Frein de nouveau présent.")
    except FaitRefuse as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:parcours", frein.beneficiaire_id)


def _reprendre(request: HttpRequest, fait: Any) -> HttpResponse:
    repris = fait.annule_a is None
    try:
        reprendre_fait_parcours(fait=fait, repris=repris, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Repris\u00a0: ce fait ne compte plus." if repris else "Rétabli.")
    except FaitRefuse as refus:
        messages.error(request, str(refus))
    return redirect("beneficiaires:parcours", fait.beneficiaire_id)


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def etape_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    return _reprendre(request, get_object_or_404(EtapeParcours.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def diagnostic_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    return _reprendre(request, get_object_or_404(Diagnostic.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def rsa_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    return _reprendre(request, get_object_or_404(SituationRsa.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def frein_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    return _reprendre(request, get_object_or_404(Frein.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def engagement_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    return _reprendre(request, get_object_or_404(Engagement.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def sortie_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    return _reprendre(request, get_object_or_404(Sortie.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]


@require_POST
@autorise(Permission.BENEFICIAIRE_ECRIRE)
def situation_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    return _reprendre(request, get_object_or_404(Situation.objects.visibles_par(request.adhesion), pk=pk))  # type: ignore[attr-defined]
