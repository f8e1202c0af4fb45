"""Window and hours of a person, shown inside the file that the room below owns."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date, formater_heures
from clauses_app.interface.graphiques import ContratFrise, calculer_frise
from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.decompte.explication import ExplicationLigne, expliquer_lignes
from suivi_heures.queries.fenetres import fins_de_fenetre

ZERO = Decimal(0)


@autorise(Permission.BENEFICIAIRE_LIRE)
def heures_beneficiaire(request: HttpRequest, pk: int) -> HttpResponse:
    adhesion = request.adhesion  # type: ignore[attr-defined]
    personne = get_object_or_404(Beneficiaire.objects.visibles_par(adhesion), pk=pk)
    au = timezone.localdate()
    contrats = list(
        ContratTravail.objects.visibles_par(adhesion)
        .filter(beneficiaire=personne)
        .select_related("employeur", "lot__marche")
        .order_by("date_debut")
    )
    heures = list(Heure.objects.visibles_par(adhesion).filter(beneficiaire=personne).order_by("-du", "-pk"))
    explications = expliquer_lignes(heures) if heures else {}
    fenetre = _fenetre(contrats, explications, au)
    comptees = _comptees(heures, explications)
    ecartees = [
        {"periode": f"{formater_date(h.du)} au {formater_date(h.au)}", "motifs": explications[h.pk].motifs}
        for h in heures
        if h.statut == StatutHeure.VALIDEE and not h.annulee and explications[h.pk].motifs
    ]
    contexte = {
        "personne": personne,
        "fenetre": fenetre,
        "jours_restants": (fenetre[1] - au).days if fenetre else None,
        "frise": _frise(contrats, comptees, fenetre, au),
        "total": formater_heures(sum(comptees.values(), ZERO)),
        "ecartees": ecartees,
    }
    gabarit = "suivi_heures/heures_beneficiaire.html"
    return render(request, f"{gabarit}#heures" if getattr(request, "htmx", False) else gabarit, contexte)


def _fenetre(
    contrats: list[ContratTravail], explications: dict[int, ExplicationLigne], au: datetime.date
) -> tuple[datetime.date, datetime.date] | None:
    """The window of the latest contract that has one; drawn from what opened it."""
    if not contrats:
        return None
    fins = fins_de_fenetre([contrats[-1]], au=au)
    fin = fins.get(contrats[-1])
    debuts = [e.fenetre.debut for e in explications.values() if e.fenetre.fin == fin and e.fenetre.debut]
    return (min([*debuts, contrats[0].date_debut]) if not debuts else min(debuts), fin) if fin else None


def _comptees(heures: list[Heure], explications: dict[int, ExplicationLigne]) -> dict[int, Decimal]:
    """Hours kept, by contract: validated ones only."""
    totaux: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for heure in heures:
        if heure.statut == StatutHeure.VALIDEE and not heure.annulee:
            totaux[heure.contrat_id] += explications[heure.pk].retenues
    return totaux


def _frise(
    contrats: list[ContratTravail],
    comptees: dict[int, Decimal],
    fenetre: tuple[datetime.date, datetime.date] | None,
    au: datetime.date,
) -> Any:
    if not contrats:
        return None
    lignes = [
        ContratFrise(
            nom=str(c.employeur),
            detail=f"{c.get_type_contrat_display()}, {c.lot.marche.objet}",
            debut=c.date_debut,
            fin=c.date_fin,
            heures=formater_heures(comptees.get(c.pk, ZERO)),
        )
        for c in contrats
    ]
    return calculer_frise(cle="personne", nom="Contrats de travail", contrats=lignes, aujourdhui=au, fenetre=fenetre)
