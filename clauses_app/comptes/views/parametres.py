"""Identity and thresholds of the guichet."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clauses_app.comptes.forms import GuichetForm
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.comptes.services.regler_guichet import regler_guichet


@autorise(Permission.GUICHET_LIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def parametres(request: HttpRequest) -> HttpResponse:
    """The whole staff reads them; a responsable changes them."""
    par = request.adhesion  # type: ignore[attr-defined]
    peut_regler = a_le_droit(par, Permission.GUICHET_REGLER)
    if request.method == "POST" and not peut_regler:
        raise PermissionDenied
    form = GuichetForm(request.POST or None, instance=copy.copy(par.guichet))
    for champ in form.fields.values():
        champ.disabled = not peut_regler
    if request.method == "POST" and form.is_valid():
        changes = regler_guichet(par=par, guichet=par.guichet, valeurs=form.cleaned_data)
        messages.success(request, "Les réglages sont enregistrés." if changes else "Rien n’avait changé.")
        return redirect("comptes:parametres")
    return render(request, "comptes/parametres.html", {"form": form, "peut_regler": peut_regler})
