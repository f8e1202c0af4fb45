"""Fragments that the rooms below show without knowing this one."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.comptes.permissions import Permission, autorise
from marches.models import Attribution, Entreprise
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.couverture import Par, calculer_couverture
from suivi_heures.queries.declarations import declarations_manquantes
from suivi_heures.queries.part_entreprise import parts_de_l_entreprise
from suivi_heures.views.lignes_marches import decrire_avancement


@autorise(Permission.ENTREPRISE_LIRE)
def avancement_entreprise(request: HttpRequest, pk: int) -> HttpResponse:
    """Lots of a company with their figures, its timesheets, what it still owes. Whole page without htmx."""
    adhesion = request.adhesion  # type: ignore[attr-defined]
    entreprise = get_object_or_404(Entreprise.objects.visibles_par(adhesion), pk=pk)
    au = timezone.localdate()
    # one that came and left the same day was entered by mistake, or undone
    siens = Attribution.objects.visibles_par(adhesion).filter(entreprise=entreprise).tenues()
    rangs = [
        decrire_avancement(f"e{p.lot.pk}", f"Lot {p.lot.ref}", p.part)
        | {"lot": p.lot, "marche": p.lot.marche, "partage": not p.est_seule, "non_repartie": not p.part.du}
        for p in parts_de_l_entreprise(pk, set(siens.values_list("lot_id", flat=True)), au=au)
    ]
    manquantes = declarations_manquantes(au=au, entreprise_id=pk)
    contexte = {
        "entreprise": entreprise,
        "rangs": rangs,
        "couverture": calculer_couverture(Par.TITULAIRE, [pk], au=au),
        "manquantes": manquantes[0].mois if manquantes else (),
        "releves": ReleveHeures.objects.visibles_par(adhesion).filter(entreprise=entreprise).order_by("-mois")[:12],
        "contrats": ContratTravail.objects.visibles_par(adhesion).filter(titulaire=entreprise).count(),
        "zero": Decimal(0),
    }
    htmx = getattr(request, "htmx", False)
    gabarit = "suivi_heures/avancement_entreprise.html"
    return render(request, f"{gabarit}#avancement" if htmx else gabarit, contexte)
