"""Lots of a project: pasted, put right, taken away, sized all at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.forms.calibrage import FormulaireTaux
from marches.forms.projets import FormulaireLotProjet, FormulaireLotsColles
from marches.models import LotProjet
from marches.queries.formules_calibrage import CalibrageImpossible
from marches.queries.ratios import ratios_en_vigueur, reglages_en_vigueur
from marches.services.calibrer_consultation import calibrer_consultation
from marches.services.decider_projet import DecisionImpossible
from marches.services.enregistrer_lots_projet import enregistrer_lots_projet
from marches.services.retirer_lot_projet import retirer_lot_projet
from marches.views.projets import chercher_projet, montrer_projet


def chercher_lot_projet(request: HttpRequest, pk: int) -> LotProjet:
    visibles = LotProjet.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("projet__maitre_ouvrage"), pk=pk)


@autorise(Permission.MARCHE_ECRIRE)
@require_POST
@une_seule_fois
def lots_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    projet = chercher_projet(request, pk)
    form = FormulaireLotsColles(request.POST, projet=projet, ratios=ratios_en_vigueur(timezone.localdate()))
    if form.is_valid():
        try:
            lots = enregistrer_lots_projet(projet=projet, lots=form.cleaned_data["lots"], par=request.adhesion)  # type: ignore[attr-defined]
        except DecisionImpossible as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{accorder(len(lots), 'lot ajouté', 'lots ajoutés')}.")
            return redirect("marches:projet", pk)
    return montrer_projet(request, projet, form_lots=form)


@autorise(Permission.MARCHE_ECRIRE)
@require_POST
@une_seule_fois
def consultation_calibrer(request: HttpRequest, pk: int) -> HttpResponse:
    projet = chercher_projet(request, pk)
    form = FormulaireTaux(request.POST)
    aujourd_hui = timezone.localdate()
    if form.is_valid():
        try:
            bilan = calibrer_consultation(
                projet=projet,
                taux=form.cleaned_data["taux"],
                ratios=ratios_en_vigueur(aujourd_hui),
                reglages=reglages_en_vigueur(aujourd_hui),
                par=request.adhesion,  # type: ignore[attr-defined]
            )
        except (DecisionImpossible, CalibrageImpossible) as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{accorder(len(bilan.faits), 'lot calibré', 'lots calibrés')}.")
            for lot, motif in bilan.laisses:
                messages.warning(request, f"Lot\u00a0{lot.ref} laissé : {motif}.")
            return redirect("marches:projet", pk)
    return montrer_projet(request, projet, form_taux=form)


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def lot_projet_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    lot = chercher_lot_projet(request, pk)
    ratios = ratios_en_vigueur(timezone.localdate())
    form = FormulaireLotProjet(request.POST or None, instance=lot, projet=lot.projet, ratios=ratios)
    if form.is_valid():
        try:
            enregistrer_lots_projet(projet=lot.projet, lots=[form.save(commit=False)], par=request.adhesion)  # type: ignore[attr-defined]
        except DecisionImpossible as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "Lot modifié.")
            form.annoncer(request)
            return redirect("marches:projet", lot.projet_id)
    contexte = {"form": form, "titre": f"Modifier le lot {lot.ref}", "bouton": "Enregistrer", "projet": lot.projet}
    contexte |= {"retour": reverse("marches:projet", args=[lot.projet_id]), "retirer": lot}
    return render(request, "marches/projet_formulaire.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.MARCHE_ECRIRE)
@require_POST
def lot_projet_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    lot = chercher_lot_projet(request, pk)
    try:
        retirer_lot_projet(lot=lot, par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, f"Lot\u00a0{lot.ref} retiré du projet.")
    except DecisionImpossible as refus:
        messages.error(request, str(refus))
    return redirect("marches:projet", lot.projet_id)
