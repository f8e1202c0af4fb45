"""Proofs: note one, control one. What it proves is a criterion: opening its control is a reading, remembered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from beneficiaires.forms.eligibilite import FormulaireControle, FormulaireJustificatif
from beneficiaires.models import Justificatif
from beneficiaires.queries.anciennete import lire_pieces
from beneficiaires.services.annoncer_justificatif import annoncer_justificatif
from beneficiaires.services.controler_justificatif import controler_justificatif
from beneficiaires.services.lire_criteres import lire_criteres
from beneficiaires.views.contenu_fiche import decrire_piece
from beneficiaires.views.personnes import lire_personne
from clauses_app.audit.envois import une_seule_fois
from clauses_app.audit.models import Verbe
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_de
from clauses_app.tenancy.verrou import un_a_la_fois


@autorise(Permission.ELIGIBILITE_DECIDER)
@une_seule_fois
def nouveau(request: HttpRequest, pk: int) -> HttpResponse:
    personne = lire_personne(request, pk)
    form = FormulaireJustificatif(request.POST or None, instance=Justificatif(beneficiaire=personne))
    if form.is_valid():
        piece = annoncer_justificatif(piece=form.save(commit=False), vu=form.cleaned_data["vu"], par=request.adhesion)  # type: ignore[attr-defined]
        messages.success(request, "Pièce notée. Aucune copie n’est gardée\u00a0: détruisez ou rendez la vôtre.")
        faute = lire_pieces([piece], au=timezone.localdate())[0].faute
        if faute:
            messages.warning(request, f"Cette pièce reste à contrôler. {faute}")
        return redirect("beneficiaires:fiche", pk)
    contexte = {
        "form": form,
        "titre": f"Noter une pièce {formater_de(personne)}",
        "aide": "On note seulement ce qui a été vu, par qui et quand. La pièce elle-même n’est jamais gardée.",
        "bouton": "Noter la pièce",
        "retour": reverse("beneficiaires:fiche", args=[pk]),
    }
    return render(request, "beneficiaires/formulaire.html", contexte, status=422 if form.is_bound else 200)


@autorise(Permission.CRITERE_LIRE)
@un_a_la_fois
def controler(request: HttpRequest, pk: int) -> HttpResponse:
    pieces = Justificatif.objects.visibles_par(request.adhesion).select_related("beneficiaire")  # type: ignore[attr-defined]
    piece = get_object_or_404(pieces, pk=pk)
    lue = lire_pieces([piece], au=timezone.localdate())[0]
    initial = {"controle": piece.controle, "motif": piece.motif}
    form = FormulaireControle(request.POST or None, initial=initial, faute=lue.faute)
    form.partager(sujet=piece.beneficiaire, verbes=(Verbe.JUSTIFICATIF_CONTROLE,))
    if form.is_valid():
        controler_justificatif(piece=piece, par=request.adhesion, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, "Contrôle noté, avec votre nom et la date.")
        form.annoncer(request)
        return redirect("beneficiaires:fiche", piece.beneficiaire_id)
    if not form.is_bound:
        lire_criteres(beneficiaire=piece.beneficiaire, motif="contrôle d’une pièce", par=request.adhesion)  # type: ignore[attr-defined]
    contexte = {
        "form": form,
        "personne": piece.beneficiaire,
        "piece": decrire_piece(lue),
    }
    return render(request, "beneficiaires/controle.html", contexte, status=422 if form.is_bound else 200)
