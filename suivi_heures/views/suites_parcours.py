"""Exits of the guichet, year by year, and what became of people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.lectures import lire_cle
from suivi_heures.restitutions.suites_parcours import TableauSorties, composer_sorties

PREMIERE = 2000


def lire_sorties(request: HttpRequest) -> TableauSorties:
    jour = timezone.localdate()
    voulue = lire_cle(request.GET.get("annee", ""))
    annee = voulue if voulue is not None and PREMIERE <= voulue <= jour.year else jour.year
    return composer_sorties(annee, seuil=request.adhesion.guichet.seuil_effectif, ce_jour=jour)  # type: ignore[attr-defined]


@require_safe
@autorise(Permission.BENEFICIAIRE_LIRE)
def suites_parcours(request: HttpRequest) -> HttpResponse:
    tableau = lire_sorties(request)
    annee = timezone.localdate().year
    contexte = {
        "tableau": tableau,
        "annees": range(annee, annee - 6, -1),
        "seuil": request.adhesion.guichet.seuil_effectif,  # type: ignore[attr-defined]
        "indicateurs": [
            {"libelle": "Sorties", "valeur": tableau.toutes, "note": f"en {tableau.annee}"},
            {"libelle": "Dynamiques", "valeur": tableau.dynamiques, "note": tableau.dynamiques_note},
        ],
    }
    return render(request, "suivi_heures/suites_parcours.html", contexte)
