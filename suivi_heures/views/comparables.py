"""Beside a sizing: what similar lots of the guichet really achieved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_euros, formater_heures, formater_pourcent
from marches.models import LotProjet
from marches.queries.ratios import ratios_en_vigueur
from suivi_heures.queries.comparables import ASSEZ, MONTRES, LotComparable, comparer_aux_lots_passes


@autorise(Permission.MARCHE_LIRE)
def comparables(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the page of the room below; a whole page without htmx."""
    visibles = LotProjet.objects.visibles_par(request.adhesion).select_related("projet")  # type: ignore[attr-defined]
    lot = get_object_or_404(visibles, pk=pk)
    aujourd_hui = timezone.localdate()
    ratio = ratios_en_vigueur(aujourd_hui).get(lot.secteur)
    comparaison = comparer_aux_lots_passes(ratio, lot.montant_ht, sauf=lot.lot_id, au=aujourd_hui)
    couverture = comparaison.couverture
    contexte = {
        "lot": lot,
        "projet": lot.projet,
        "ratio": ratio,
        "montant": formater_euros(lot.montant_ht) if lot.montant_ht else "",
        "nombre": len(comparaison.lots),
        "finis": len(comparaison.finis),
        "part": formater_pourcent(comparaison.part_mediane) if comparaison.part_mediane is not None else "",
        "couverture": couverture,
        "heures": formater_heures(comparaison.heures_medianes, 1) if comparaison.heures_medianes is not None else "",
        "chiffres": comparaison.chiffres,
        "assez": ASSEZ,
        "rangs": [_rang(un) for un in comparaison.lots[:MONTRES]],
        "reste": max(0, len(comparaison.lots) - MONTRES),
    }
    gabarit = "suivi_heures/comparables.html"
    return render(request, f"{gabarit}#comparables" if getattr(request, "htmx", False) else gabarit, contexte)


def _rang(un: LotComparable) -> dict[str, Any]:
    return {
        "lot": un.lot,
        "marche": un.lot.marche,
        "du": formater_heures(un.totaux.objectif),
        "valide": formater_heures(un.totaux.valorisees),
        "part": formater_pourcent(un.part, 0) if un.part is not None else "–",
        "declarations": f"{un.couverture.recues} sur {un.couverture.attendues}",
        "pour": formater_heures(un.pour_100_000, 1) if un.pour_100_000 is not None else "montant inconnu",
        "fini": un.est_fini,
    }
