"""Difficulties as the company and the buyer live them: declare, answer, decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from marches.models import Attribution
from marches.queries.penalites import baremes_du_marche
from suivi_heures.enums import Camp, TypeEtape
from suivi_heures.forms.difficultes import FormulaireDecision, FormulaireDossier, FormulaireEtape, FormulaireReponse
from suivi_heures.models import Dossier
from suivi_heures.queries.dossiers import DU_CAMP, lire_faits, situer_dossier
from suivi_heures.services.avancer_dossier import avancer_dossier
from suivi_heures.services.decider_dossier import decider_dossier
from suivi_heures.services.ouvrir_dossier import ouvrir_dossier
from suivi_heures.views.dossiers import A_PART, chercher_dossier, decrire_dossiers, decrire_fait, decrire_situation
from suivi_heures.views.dossiers_etapes import conduire


def _siens(request: HttpRequest) -> Any:
    """Those the database lets this reader see: its own."""
    visibles = Dossier.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return visibles.select_related("entreprise", "lot", "marche").order_by("-ouvert_le", "-pk")


@require_http_methods(["GET", "POST"])
@autorise(Permission.ESPACE_ENTREPRISE)
@une_seule_fois
def difficultes(request: HttpRequest) -> HttpResponse:
    """Declare a difficulty in writing, as the clause asks (domaine § 7.2), and follow it."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    tenues = Attribution.objects.visibles_par(adhesion).tenues()
    attributions = tenues.filter(entreprise_id=adhesion.entreprise_id)
    form = FormulaireDossier(
        request.POST or None, attributions=attributions.select_related("lot", "entreprise").order_by("lot__ref", "pk")
    )
    if form.is_valid():
        ouvert = ouvrir_dossier(camp=Camp.ENTREPRISE, par=adhesion, **form.cleaned_data)
        messages.success(request, "Difficulté signalée. Votre guichet la lira aujourd’hui dans sa liste.")
        return redirect("suivi_heures:difficulte", ouvert.pk)
    contexte = {
        "form": form,
        "peut_signaler": attributions.exists(),
        "dossiers": _decrire_pour(request, Camp.ENTREPRISE),
    }
    return render(request, "suivi_heures/difficultes.html", contexte, status=422 if form.is_bound else 200)


def _decrire_pour(request: HttpRequest, camp: str) -> list[dict[str, Any]]:
    return decrire_dossiers(_siens(request), timezone.localdate(), vous=camp)


@require_http_methods(["GET", "POST"])
@autorise(Permission.ESPACE_ENTREPRISE)
def difficulte(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own case: what happened, whose turn it is, a place to answer."""
    objet = chercher_dossier(request, pk)
    situation = situer_dossier(objet, [f.etape for f in lire_faits(objet)], au=timezone.localdate())
    initial = {"vu": situation.numero}
    form = FormulaireReponse(request.POST or None, initial=initial)

    def geste() -> object:
        vu, texte = form.cleaned_data["vu"], form.cleaned_data["texte"]
        repond = TypeEtape.REPONSE in situation.possibles and situation.a(TypeEtape.DEMANDE) is not None
        return avancer_dossier(
            dossier=objet,
            type=TypeEtape.REPONSE if repond else TypeEtape.ECHANGE,
            vu=vu,
            date=timezone.localdate(),
            texte=texte,
            camp=Camp.ENTREPRISE,
            par=request.adhesion,  # type: ignore[attr-defined]
        )

    if request.method == "POST":
        rejet = conduire(
            request,
            form,
            geste,
            reussite="Votre réponse est au dossier.",
            refuser=lambda: _montrer(request, objet, Camp.ENTREPRISE, form=form),
        )
        return rejet or redirect("suivi_heures:difficulte", pk)
    return _montrer(request, objet, Camp.ENTREPRISE, form=form)


def _montrer(request: HttpRequest, objet: Dossier, camp: str, **formulaires: Any) -> HttpResponse:
    au = timezone.localdate()
    faits = lire_faits(objet)
    situation = situer_dossier(objet, [f.etape for f in faits], au=au)
    lies = [f for f in formulaires.values() if f is not None and f.is_bound]
    contexte = {
        "dossier": objet,
        "s": decrire_situation(situation, au, vous=camp),
        "faits": [decrire_fait(f) for f in reversed(faits)],
        "est_acheteur": camp == Camp.ACHETEUR,
        **formulaires,
    }
    return render(request, "suivi_heures/difficulte.html", contexte, status=422 if lies else 200)


@require_safe
@autorise(Permission.ESPACE_ACHETEUR)
def dossiers_acheteur(request: HttpRequest) -> HttpResponse:
    contexte = {"dossiers": _decrire_pour(request, Camp.ACHETEUR), "est_acheteur": True}
    return render(request, "suivi_heures/difficultes.html", contexte)


@require_http_methods(["GET", "POST"])
@autorise(Permission.ESPACE_ACHETEUR)
def dossier_acheteur(request: HttpRequest, pk: int) -> HttpResponse:
    """The formal notice and the decision belong to the buyer: it may write them itself."""
    objet = chercher_dossier(request, pk)
    situation = situer_dossier(objet, [f.etape for f in lire_faits(objet)], au=timezone.localdate())
    types = [t for t in situation.possibles if t in DU_CAMP[Camp.ACHETEUR] and t not in A_PART]
    envoi = request.POST.get("geste", "")
    initial = {"vu": situation.numero}
    etape = FormulaireEtape(
        request.POST if envoi == "etape" else None, types=types, initial=initial, auto_id="etape-%s"
    )
    decision = FormulaireDecision(request.POST if envoi == "decision" else None, initial=initial, auto_id="decision-%s")
    decide = TypeEtape.DECISION in situation.possibles or decision.is_bound
    formulaires = {
        "form_etape": etape if types or etape.is_bound else None,
        "form_decision": decision if decide else None,
    }
    if request.method == "POST":
        form = decision if envoi == "decision" else etape
        rejet = conduire(
            request,
            form,
            lambda: _ecrire(request, objet, form),
            reussite="C’est au dossier. L’entreprise et le guichet le liront.",
            refuser=lambda: _montrer(request, objet, Camp.ACHETEUR, **formulaires),
        )
        return rejet or redirect("suivi_heures:dossier_acheteur", pk)
    return _montrer(request, objet, Camp.ACHETEUR, **formulaires)


def _ecrire(request: HttpRequest, objet: Dossier, form: Any) -> object:
    par = request.adhesion  # type: ignore[attr-defined]
    if isinstance(form, FormulaireDecision):
        return decider_dossier(dossier=objet, camp=Camp.ACHETEUR, par=par, **form.cleaned_data)
    delai = None
    if form.cleaned_data["type"] == TypeEtape.MISE_EN_DEMEURE:
        delai = next((b.delai_jours for b in baremes_du_marche(objet.marche) if b.mise_en_demeure), None)
    return avancer_dossier(dossier=objet, delai_jours=delai, camp=Camp.ACHETEUR, par=par, **form.cleaned_data)
