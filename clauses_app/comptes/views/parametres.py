"""Identity and thresholds of the guichet."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from clauses_app.comptes.forms import GuichetForm
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.comptes.services.regler_guichet import regler_guichet
from clauses_app.tenancy.verrou import un_a_la_fois

GABARIT = "comptes/parametres.html"


@autorise(Permission.GUICHET_LIRE)
@require_safe
def parametres(request: HttpRequest) -> HttpResponse:
    """The whole staff reads them; a responsable changes them."""
    peut_regler = a_le_droit(request.adhesion, Permission.GUICHET_REGLER)  # type: ignore[attr-defined]
    form = GuichetForm(instance=request.adhesion.guichet)  # type: ignore[attr-defined]
    form.partager(sujet=form.instance)
    for champ in form.fields.values():
        champ.disabled = not peut_regler
    return render(request, GABARIT, {"form": form, "peut_regler": peut_regler})


@autorise(Permission.GUICHET_REGLER)
@require_POST
@un_a_la_fois
def regler(request: HttpRequest) -> HttpResponse:
    par = request.adhesion  # type: ignore[attr-defined]
    par.guichet.refresh_from_db()  # read at the door, before our turn to write
    form = GuichetForm(request.POST, instance=copy.copy(par.guichet))
    form.partager(sujet=par.guichet)
    if not form.is_valid():
        return render(request, GABARIT, {"form": form, "peut_regler": True}, status=422)
    changes = regler_guichet(par=par, guichet=par.guichet, valeurs=form.cleaned_data)
    messages.success(request, "Les réglages sont enregistrés." if changes else "Rien n’avait changé.")
    form.annoncer(request)
    return redirect("comptes:parametres")
