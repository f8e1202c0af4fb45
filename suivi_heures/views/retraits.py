"""Decide of the lines that a corrected file no longer holds."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import accorder
from suivi_heures.forms.lignes import FormulaireMotifLibre
from suivi_heures.models import ReleveHeures
from suivi_heures.services.decider_retraits import RetraitsChanges, RetraitsFermes, decider_retraits
from suivi_heures.views.releves import chercher_releve, contexte_decision
from suivi_heures.views.retraits_du_releve import retraits_du_releve

GABARIT = "suivi_heures/releve.html"


@require_POST
@autorise(Permission.RELEVE_VALIDER)
def decider(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticked, a line leaves the ledger; unticked, it stays."""
    releve = chercher_releve(request, pk)
    montres, retires = set(request.POST.getlist("montre")), set(request.POST.getlist("retirer"))
    formulaire = FormulaireMotifLibre(request.POST, auto_id="retraits-%s")
    if not formulaire.is_valid():
        return _remontrer(request, releve, retires, formulaire)
    try:
        decider_retraits(
            releve=releve,
            montres=montres,
            retires=retires,
            vu=request.POST.get("vu", ""),
            motif=formulaire.cleaned_data["motif"],
            par=request.adhesion,  # type: ignore[attr-defined]
        )
    except RetraitsFermes as deja:
        messages.warning(request, str(deja))
    except RetraitsChanges as change:
        formulaire.add_error(None, str(change))
        return _remontrer(request, chercher_releve(request, pk), retires, formulaire)
    else:
        sorties = accorder(len(montres & retires), "ligne retirée", "lignes retirées")
        gardees = accorder(len(montres - retires), "ligne gardée", "lignes gardées")
        messages.success(request, f"C’est noté\u00a0: {sorties}, {gardees}. Le relevé peut être validé.")
    return redirect("suivi_heures:releve", pk=pk)


def _remontrer(
    request: HttpRequest, releve: ReleveHeures, retires: Collection[str], formulaire: FormulaireMotifLibre
) -> HttpResponse:
    contexte = contexte_decision(releve, form_retraits=formulaire, **retraits_du_releve(releve, retires))
    return render(request, GABARIT, contexte, status=422)
