"""Write contracts: identity, lots, hours due, holders. What they achieve is shown by the room above."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.verrou import un_a_la_fois
from marches.forms import (
    FormulaireAttribution,
    FormulaireEngagement,
    FormulaireLot,
    FormulaireMarche,
    FormulaireMotif,
)
from marches.models import EngagementHeures, Lot, Marche
from marches.queries.groupements import lire_groupements
from marches.queries.objectif import objectif_des_lots
from marches.services.attribuer_lot import DejaAttribue, PartImpossible, attribuer_lot
from marches.services.contrepasser_engagement import DejaContrepasse, contrepasser_engagement
from marches.services.enregistrer_lot import enregistrer_lot
from marches.services.enregistrer_marche import enregistrer_marche
from marches.services.inscrire_engagement import ObjectifNegatif, inscrire_engagement
from marches.views.gestes import tenter


def _page(marche: Marche) -> str:
    return reverse("suivi_heures:marche", args=[marche.pk])


def _formulaire(
    request: HttpRequest, form: Any, *, titre: str, bouton: str, marche: Marche | None = None
) -> HttpResponse:
    """One page for every short form of the room; 422 tells htmx and tests that nothing was kept."""
    contexte = {"form": form, "titre": titre, "bouton": bouton, "marche": marche}
    contexte["retour"] = _page(marche) if marche else reverse("suivi_heures:marches")
    contexte["parent"] = "Marchés"
    gabarit = "marches/marche_formulaire.html" if isinstance(form, FormulaireMarche) else "marches/formulaire.html"
    return render(request, gabarit, contexte, status=422 if form.is_bound else 200)


def _marche(request: HttpRequest, pk: int) -> Marche:
    return get_object_or_404(Marche.objects.visibles_par(request.adhesion), pk=pk)  # type: ignore[attr-defined]


def _lot(request: HttpRequest, pk: int) -> Lot:
    lots = Lot.objects.visibles_par(request.adhesion).select_related("marche")  # type: ignore[attr-defined]
    return get_object_or_404(lots, pk=pk)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def nouveau(request: HttpRequest) -> HttpResponse:
    form = FormulaireMarche(request.POST or None)
    if form.is_valid():
        marche = enregistrer_marche(marche=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Marché enregistré. Ajoutez ses lots et les heures dues.")
        return redirect("marches:lot_nouveau", marche.pk)
    return _formulaire(request, form, titre="Nouveau marché", bouton="Enregistrer le marché")


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def modifier(request: HttpRequest, pk: int) -> HttpResponse:
    marche = _marche(request, pk)
    form = FormulaireMarche(request.POST or None, instance=marche)
    if form.is_valid():
        ecrit = form.save(commit=False)
        if tenter(form, lambda: enregistrer_marche(marche=ecrit, par=request.adhesion)):  # type: ignore[attr-defined]
            messages.success(request, "Marché modifié. Le décompte a été refait là où il en dépendait.")
            form.annoncer(request)
            return redirect(_page(marche))
    return _formulaire(request, form, titre="Modifier le marché", bouton="Enregistrer", marche=marche)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def lot_nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    marche = _marche(request, pk)
    form = FormulaireLot(request.POST or None, marche=marche)
    if form.is_valid():
        lot = enregistrer_lot(lot=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Lot ajouté. Inscrivez les heures dues.")
        return redirect("marches:engagement_nouveau", lot.pk)
    return _formulaire(request, form, titre="Ajouter un lot", bouton="Ajouter le lot", marche=marche)


@autorise(Permission.MARCHE_ECRIRE)
@un_a_la_fois
def lot_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    lot = _lot(request, pk)
    form = FormulaireLot(request.POST or None, instance=lot, marche=lot.marche)
    if form.is_valid():
        enregistrer_lot(lot=form.save(commit=False), par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Lot modifié.")
        form.annoncer(request)
        return redirect(_page(lot.marche))
    return _formulaire(request, form, titre=f"Modifier le lot {lot.ref}", bouton="Enregistrer", marche=lot.marche)


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def engagement_nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    lot = _lot(request, pk)
    form = FormulaireEngagement(request.POST or None, initial={"date": lot.marche.date_debut})
    if form.is_valid():
        try:
            inscrire_engagement(lot=lot, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, "Heures dues inscrites.")
            return redirect(_page(lot.marche))
        except ObjectifNegatif as refus:
            form.add_error("heures", str(refus))
    titre = f"Heures dues du lot {lot.ref}"
    return _formulaire(request, form, titre=titre, bouton="Inscrire ces heures", marche=lot.marche)


@autorise(Permission.MARCHE_ECRIRE)
def engagement_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    lignes = EngagementHeures.objects.visibles_par(request.adhesion)  # type: ignore[attr-defined]
    ligne = get_object_or_404(lignes.select_related("lot__marche"), pk=pk)
    if ligne.acte_id:
        return redirect("marches:acte_annuler", ligne.acte_id)
    form = FormulaireMotif(request.POST or None)
    if form.is_valid():
        try:
            contrepasser_engagement(ligne=ligne, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, "La ligne est annulée par une ligne opposée ; les deux restent visibles.")
        except (DejaContrepasse, ObjectifNegatif) as refus:
            messages.error(request, str(refus))
        return redirect(_page(ligne.lot.marche))
    return _formulaire(
        request, form, titre=f"Annuler les {ligne}", bouton="Annuler par une ligne opposée", marche=ligne.lot.marche
    )


def _dire_attribution(request: HttpRequest, lot: Lot) -> None:
    messages.success(request, "Lot attribué.")
    groupement = lire_groupements([lot], {lot.pk: objectif_des_lots([lot.pk])[lot.pk]})[0]
    if groupement.est_reparti and groupement.du and groupement.ecart < 0:
        trop = formater_heures(-groupement.ecart)
        messages.warning(
            request,
            f"{formater_heures(groupement.reparti)} sont à la charge des titulaires pour"
            f" {formater_heures(groupement.du)} dues\u00a0: {trop} de trop. Revoyez la répartition.",
        )


@autorise(Permission.MARCHE_ECRIRE)
@une_seule_fois
def attribution_nouvelle(request: HttpRequest, pk: int) -> HttpResponse:
    lot = _lot(request, pk)
    form = FormulaireAttribution(request.POST or None)
    if form.is_valid():
        try:
            attribuer_lot(lot=lot, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
        except DejaAttribue as refus:
            form.add_error("entreprise", str(refus))
        except PartImpossible as refus:
            form.add_error("heures_affectees", str(refus))
        else:
            _dire_attribution(request, lot)
            return redirect(_page(lot.marche))
    return _formulaire(request, form, titre=f"Attribuer le lot {lot.ref}", bouton="Attribuer", marche=lot.marche)
