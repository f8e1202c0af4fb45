"""Saved views and exports of a list: a strip that every list loads, with the filters of its address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from clauses_app.comptes.permissions import Permission, autorise
from suivi_heures.enums import Liste
from suivi_heures.forms.vues import FormulaireVue
from suivi_heures.models import VueEnregistree
from suivi_heures.restitutions.dire_filtres import IGNORES
from suivi_heures.services.enregistrer_vue import enregistrer_vue
from suivi_heures.views.exports import ADRESSES, lire_liste


@autorise(Permission.TABLEAU_LIRE)
@require_safe
def vues(request: HttpRequest, liste: str) -> HttpResponse:
    voulue = lire_liste(request, liste)
    siennes = _visibles(request, voulue)
    return _montrer(request, voulue, request.GET, siennes)


def _visibles(request: HttpRequest, liste: Liste) -> list[VueEnregistree]:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    toutes = VueEnregistree.objects.visibles_par(adhesion).filter(liste=liste)
    return list(toutes.filter(Q(adhesion_id=adhesion.pk) | Q(partagee=True)).order_by("nom", "pk")[:40])


def _garder(filtres: QueryDict) -> str:
    propres = filtres.copy()
    for nom in IGNORES:
        propres.pop(nom, None)
    return propres.urlencode()[:1000]


def _montrer(
    request: HttpRequest, liste: Liste, filtres: QueryDict, siennes: list[VueEnregistree], formulaire: Any = None
) -> HttpResponse:
    adresse, requete = reverse(ADRESSES[liste]), _garder(filtres)
    contexte = {
        "liste": liste,
        "retour": f"{adresse}?{requete or 'tout=1'}",
        "requete": requete,
        "vues": [
            {
                "nom": v.nom,
                "adresse": f"{adresse}?{v.filtres or 'tout=1'}",
                "courante": v.filtres == requete,
                "note": " (par défaut)"
                if v.par_defaut and v.adhesion_id == request.adhesion.pk  # type: ignore[attr-defined]
                else (f", partagée par {v.par_nom}" if v.partagee else ""),
                "supprimer": reverse("suivi_heures:vue_supprimer", args=[v.pk])
                if v.adhesion_id == request.adhesion.pk  # type: ignore[attr-defined]
                else "",
            }
            for v in siennes
        ],
        "form": formulaire or FormulaireVue(auto_id="vue-%s"),
        "tout": f"{adresse}?tout=1",
    }
    gabarit = "suivi_heures/vues.html"
    nom = f"{gabarit}#vues" if getattr(request, "htmx", None) else gabarit
    return render(request, nom, contexte, status=422 if formulaire is not None else 200)


@require_POST
@autorise(Permission.TABLEAU_LIRE)
def vue_enregistrer(request: HttpRequest, liste: str) -> HttpResponse:
    voulue = lire_liste(request, liste)
    filtres = QueryDict(request.POST.get("requete", "")[:1000])
    formulaire = FormulaireVue(request.POST, auto_id="vue-%s")
    if not formulaire.is_valid():
        return _montrer(request, voulue, filtres, _visibles(request, voulue), formulaire)
    enregistrer_vue(liste=voulue, filtres=_garder(filtres), par=request.adhesion, **formulaire.cleaned_data)  # type: ignore[attr-defined]
    messages.success(request, f"Vue enregistrée\u00a0: {formulaire.cleaned_data['nom']}.")
    return redirect(f"{reverse(ADRESSES[voulue])}?{_garder(filtres) or 'tout=1'}")


@require_POST
@autorise(Permission.TABLEAU_LIRE)
def vue_supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own only; the list itself loses nothing."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    vue = get_object_or_404(VueEnregistree.objects.visibles_par(adhesion).filter(adhesion_id=adhesion.pk), pk=pk)
    liste, filtres = Liste(vue.liste), vue.filtres
    vue.delete()
    messages.success(
        request, f"Vue supprimée\u00a0: {vue.nom}. Ses filtres restent affichés\u00a0: vous pouvez la refaire."
    )
    return redirect(f"{reverse(ADRESSES[liste])}?{filtres or 'tout=1'}")
