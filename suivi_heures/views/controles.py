"""How severe the controls of hours are in this guichet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clauses_app.audit.partage import Main
from clauses_app.comptes.permissions import Permission, a_le_droit, autorise
from clauses_app.interface.formats import formater_date_heure
from clauses_app.tenancy.verrou import un_a_la_fois
from suivi_heures.forms.controles import FormulaireControles
from suivi_heures.models import SeveriteControle
from suivi_heures.queries.controles import FIXES, lire_toutes_les_severites
from suivi_heures.services.regler_controles import regler_controles


@require_http_methods(["GET", "HEAD", "POST"])
@autorise(Permission.GUICHET_LIRE)
@un_a_la_fois
def controles(request: HttpRequest) -> HttpResponse:
    """Read by the staff, set by a responsable."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    peut_regler = a_le_droit(adhesion, Permission.GUICHET_REGLER)
    if request.method == "POST" and not peut_regler:
        messages.error(request, "Seul un responsable du guichet peut changer ces contrôles.")
        return redirect("suivi_heures:controles")
    form = FormulaireControles(request.POST or None, initial=lire_toutes_les_severites())
    derniere = SeveriteControle.objects.visibles_par(adhesion).order_by("-saisi_a", "-pk").first()
    form.partager(main=Main(derniere.par_nom, derniere.saisi_a) if derniere else Main())
    for champ in form.fields.values():
        champ.disabled = not peut_regler
    if form.is_valid():
        _regler(request, form)
        return redirect("suivi_heures:controles")
    contexte = {"form": form, "peut_regler": peut_regler, "fixes": FIXES, "historique": _historique(adhesion)}
    return render(request, "suivi_heures/controles.html", contexte, status=422 if form.is_bound else 200)


def _regler(request: HttpRequest, form: FormulaireControles) -> None:
    changes = regler_controles(valeurs=form.cleaned_data, par=request.adhesion)  # type: ignore[attr-defined]
    if changes:
        messages.success(request, "Contrôles enregistrés\u00a0: les cases en attente ont été relues.")
    else:
        messages.info(request, "Rien n’a changé.")
    form.annoncer(request)


def _historique(adhesion: Any) -> list[dict[str, str]]:
    lignes = SeveriteControle.objects.visibles_par(adhesion).order_by("-saisi_a", "-pk")[:10]
    return [
        {
            "icone": "sliders",
            "titre": ligne.get_code_display(),
            "texte": ligne.get_severite_display(),
            "quand": f"{ligne.par_nom}, le {formater_date_heure(ligne.saisi_a)}",
        }
        for ligne in lignes
    ]
