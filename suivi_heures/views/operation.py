"""Hours of an operation: a fragment that the page of the room below loads."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_heures
from marches.models import Marche, Operation
from suivi_heures.queries.avancement import Avancement, avancement_des_marches
from suivi_heures.views.lignes_marches import decrire_avancement, decrire_marche


@autorise(Permission.MARCHE_LIRE)
def avancement_operation(request: HttpRequest, pk: int) -> HttpResponse:
    """Totals with their coverage, then each contract. What one has done beyond saves no other."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    operation = get_object_or_404(Operation.objects.visibles_par(adhesion), pk=pk)
    marches = Marche.objects.visibles_par(adhesion).filter(operation=operation).select_related("maitre_ouvrage")
    lus = avancement_des_marches(marches.order_by("date_debut", "ref"))
    total = Avancement()
    for un in lus:
        total = replace(
            total,
            du=total.du + un.total.du,
            valide=total.valide + un.total.valide,
            attente=total.attente + un.total.attente,
            couverture=sum((un.total.couverture,), total.couverture),
        )
    non_compte = sum((un.total.non_compte for un in lus), Decimal(0))
    reste = sum((un.total.reste for un in lus), Decimal(0))
    contexte = {
        "operation": operation,
        "rangs": [decrire_marche(un) for un in lus],
        "total": decrire_avancement(f"o{pk}", operation.nom, total)
        | {"non_compte": formater_heures(non_compte), "reste": formater_heures(reste)},
    }
    gabarit = "suivi_heures/avancement_operation.html"
    return render(request, f"{gabarit}#avancement" if getattr(request, "htmx", False) else gabarit, contexte)
