"""Eligibility: read the criteria with a reason, decide, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from beneficiaires.enums import Decision
from beneficiaires.forms.commun import FormulaireMotif
from beneficiaires.forms.eligibilite import FormulaireDecision, FormulaireProlongation
from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite, Justificatif
from beneficiaires.queries.anciennete import lire_pieces
from beneficiaires.queries.consequences import dire_apres_refus, prevenir_du_retrait
from beneficiaires.services.decider_eligibilite import decider_eligibilite
from beneficiaires.services.lire_criteres import lire_criteres
from beneficiaires.services.retirer_decision import DejaRetiree, retirer_decision
from beneficiaires.views.contenu_fiche import decrire_piece
from beneficiaires.views.personnes import lire_personne
from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_de


def _page(request: HttpRequest, form: Any, titre: str, bouton: str, personne_id: int, aide: str = "") -> HttpResponse:
    retour = reverse("beneficiaires:fiche", args=[personne_id])
    contexte = {"form": form, "titre": titre, "bouton": bouton, "retour": retour, "aide": aide}
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)


def _lire_dates(request: HttpRequest, personne: Beneficiaire) -> dict[str, Any]:
    contrats = ContratTravail.objects.visibles_par(request.adhesion).filter(beneficiaire=personne)  # type: ignore[attr-defined]
    premier = contrats.order_by("date_debut").values_list("date_debut", flat=True).first()
    return {"naissance": personne.date_naissance, "embauche": premier}


def _dire_la_suite(request: HttpRequest, form: FormulaireDecision, personne: Beneficiaire) -> None:
    """What was accepted in spite of an age, or what a refusal leaves."""
    if form.contradiction:
        messages.warning(request, f"À regarder. {form.contradiction}")
    if form.cleaned_data["decision"] == Decision.REFUSEE:
        messages.warning(request, dire_apres_refus(personne))


@require_POST
@autorise(Permission.CRITERE_LIRE)
def reveler(request: HttpRequest, pk: int) -> HttpResponse:
    """The criteria of one person, after a reason; the answer is never kept by a cache."""
    personne = lire_personne(request, pk)
    form = FormulaireMotif(request.POST)
    contexte: dict[str, Any] = {"personne": personne, "form": form}
    if form.is_valid():
        contexte["decisions"] = lire_criteres(
            beneficiaire=personne,
            motif=form.cleaned_data["motif"],
            par=request.adhesion,  # type: ignore[attr-defined]
        )
        pieces = Justificatif.objects.visibles_par(request.adhesion).filter(beneficiaire=personne)  # type: ignore[attr-defined]
        lues = lire_pieces(pieces.order_by("-emis_le"), au=timezone.localdate())
        contexte["pieces"] = [decrire_piece(lue) for lue in lues]
    gabarit = "beneficiaires/criteres.html"
    cible = f"{gabarit}#criteres" if getattr(request, "htmx", False) else gabarit
    return render(request, cible, contexte, status=200 if form.is_valid() else 422)


@autorise(Permission.ELIGIBILITE_DECIDER)
@une_seule_fois
def decider(request: HttpRequest, pk: int) -> HttpResponse:
    personne = lire_personne(request, pk)
    initial = {"date_decision": timezone.localdate(), "principale": True}
    form = FormulaireDecision(request.POST or None, initial=initial, **_lire_dates(request, personne))
    if form.is_valid():
        decider_eligibilite(beneficiaire=personne, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, "Décision enregistrée. Les heures de la personne ont été recomptées.")
        _dire_la_suite(request, form, personne)
        return redirect("beneficiaires:fiche", pk)
    return _page(request, form, f"Éligibilité {formater_de(personne)}", "Enregistrer la décision", pk)


@autorise(Permission.ELIGIBILITE_DECIDER)
@une_seule_fois
def prolonger(request: HttpRequest, pk: int) -> HttpResponse:
    """A re-examination is a new decision: the first one stays, with its date and its reason."""
    personne = lire_personne(request, pk)
    initial = {"date_decision": timezone.localdate()}
    form = FormulaireProlongation(request.POST or None, initial=initial, **_lire_dates(request, personne))
    if form.is_valid():
        decider_eligibilite(beneficiaire=personne, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, "Réexamen enregistré. Les heures de la personne ont été recomptées.")
        _dire_la_suite(request, form, personne)
        return redirect("beneficiaires:fiche", pk)
    return _page(request, form, f"Réexaminer l’éligibilité {formater_de(personne)}", "Enregistrer le réexamen", pk)


@autorise(Permission.ELIGIBILITE_DECIDER)
def retirer(request: HttpRequest, pk: int) -> HttpResponse:
    decisions = DecisionEligibilite.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    decision = get_object_or_404(decisions.select_related("beneficiaire"), pk=pk)
    form = FormulaireMotif(request.POST or None)
    if form.is_valid():
        try:
            retirer_decision(decision=decision, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, "Décision retirée ; elle reste dans l’historique.")
        except DejaRetiree as refus:
            messages.error(request, str(refus))
        return redirect("beneficiaires:fiche", decision.beneficiaire_id)
    titre = f"Retirer une décision {formater_de(decision.beneficiaire)}"
    aide = prevenir_du_retrait(decision)
    return _page(request, form, titre, "Retirer la décision", decision.beneficiaire_id, aide)
