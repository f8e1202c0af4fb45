"""Hours shared between the lots of a holder: what was imputed, under which decision, undone in one gesture."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clauses_app.audit.envois import une_seule_fois
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date, formater_heures, formater_periode
from marches.models import Attribution, Entreprise, Lot, Marche
from suivi_heures.forms.imputations import FormulaireGlobalisation
from suivi_heures.models import Globalisation, Imputation, LotGlobalise
from suivi_heures.queries.imputations import globalisations_du_marche, imputations_du_marche
from suivi_heures.services.annuler_imputation import DejaAnnulee, annuler_imputation
from suivi_heures.services.decider_globalisation import GlobalisationImpossible, decider_globalisation
from suivi_heures.services.finir_globalisation import finir_globalisation

GABARIT = "suivi_heures/imputations.html"


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.HEURES_VALIDER)
@une_seule_fois
def imputations(request: HttpRequest, pk: int) -> HttpResponse:
    """POST decides a pooling."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    marche = get_object_or_404(Marche.objects.visibles_par(adhesion).select_related("maitre_ouvrage"), pk=pk)
    form = _formulaire(request, marche)
    if request.method == "POST" and form.is_valid():
        try:
            decider_globalisation(**form.cleaned_data, par=adhesion)
        except GlobalisationImpossible as refus:
            form.add_error("lots", str(refus))
        else:
            messages.success(request, "Globalisation enregistrée : les heures peuvent passer d’un lot à l’autre.")
            return redirect("suivi_heures:imputations", pk=pk)
    contexte = {
        "marche": marche,
        "rangs": [_decrire(un, pk) for un in imputations_du_marche(pk)],
        "decisions": [
            {
                "decision": decision,
                "date": formater_date(decision.decidee_le),
                "lots": [f"{lot.marche.objet}, lot {lot.ref}" for lot in lots],
            }
            for decision, lots in globalisations_du_marche(pk)
        ],
        "form": form,
    }
    return render(request, GABARIT, contexte, status=422 if form.errors else 200)


def _formulaire(request: HttpRequest, marche: Marche) -> FormulaireGlobalisation:
    """Holders of this contract, and every lot they hold."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    attributions = Attribution.objects.visibles_par(adhesion).tenues()
    titulaires = attributions.filter(marche=marche).values("entreprise")
    lots = Lot.objects.visibles_par(adhesion).filter(
        pk__in=attributions.filter(entreprise__in=titulaires).values("lot")
    )
    return FormulaireGlobalisation(
        request.POST if request.method == "POST" else None,
        titulaires=Entreprise.objects.visibles_par(adhesion).filter(pk__in=titulaires).order_by("nom"),
        lots=list(lots.select_related("marche").order_by("marche__objet", "ref")),
        aujourd_hui=timezone.localdate(),
    )


def _decrire(i: Imputation, marche_id: int) -> dict[str, Any]:
    de, vers = i.contrat.lot, i.lot
    return {
        "imputation": i,
        "personne": str(i.contrat.beneficiaire),
        "adresse": f"{reverse('suivi_heures:grille', args=[de.pk])}?de={i.heure.du:%Y-%m}"
        f"&cle={i.contrat_id}-{i.heure.nature}-{i.heure.du:%Y-%m}",
        "periode": formater_periode(i.heure.du, i.heure.au),
        "heures": formater_heures(i.heures),
        "de": _nommer(de, marche_id),
        "vers": _nommer(vers, marche_id),
        "titre": f"globalisation du {formater_date(i.globalisation.decidee_le)}" if i.globalisation else "partage",
        "faite": f"le {formater_date(i.faite_a)}{f', par {i.faite_par}' if i.faite_par else ''}",
        "annulee": f"Annulée le {formater_date(i.annulee_a)} par {i.annulee_par}" if i.annulee_a else "",
        "cle": f"annuler-{i.pk}",
    }


def _nommer(lot: Lot, marche_id: int) -> str:
    return f"lot {lot.ref}" if lot.marche_id == marche_id else f"{lot.marche.objet}, lot {lot.ref}"


@require_POST
@autorise(Permission.HEURES_VALIDER)
def annuler(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    imputation = get_object_or_404(Imputation.objects.visibles_par(adhesion).select_related("contrat"), pk=pk)
    try:
        annuler_imputation(imputation=imputation, motif="Imputation annulée", par=adhesion)
    except DejaAnnulee as deja:
        messages.info(request, str(deja))
    else:
        messages.success(request, "Imputation annulée : les heures sont revenues à leur lot.")
    return redirect("suivi_heures:imputations", pk=imputation.contrat.marche_id)


@require_POST
@autorise(Permission.HEURES_VALIDER)
def finir(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more passes under this decision; what passed stays."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    decision = get_object_or_404(Globalisation.objects.visibles_par(adhesion), pk=pk)
    if finir_globalisation(globalisation=decision, par=adhesion):
        messages.success(request, "Globalisation finie : les heures déjà imputées le restent.")
    nomme = LotGlobalise.objects.visibles_par(adhesion).filter(globalisation=decision).select_related("lot").first()
    if nomme is None:
        return redirect("suivi_heures:marches")
    return redirect("suivi_heures:imputations", pk=nomme.lot.marche_id)
