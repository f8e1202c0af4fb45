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
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.permissions import Permission, autorise
from clauses_app.interface.formats import formater_date, formater_heures
from clauses_app.interface.graphiques import ContratFrise, calculer_frise
from marches.models import Lot
from suivi_heures.enums import StatutHeure
from suivi_heures.models import Heure
from suivi_heures.queries.decompte.explication import ExplicationLigne, expliquer_lignes
from suivi_heures.queries.fenetres import fins_de_fenetre, toutes_fermees

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
    fenetres = _fenetres(contrats, explications, au)
    fermees = toutes_fermees(contrats, au=au)
    fenetre = fenetres[0][:2] if fenetres else None
    a_l_envers = fenetre is not None and fenetre[1] < fenetre[0]  # an old first contract closed it before this one
    comptees = _comptees(heures, explications)
    ecartees = [
        {"periode": f"{formater_date(h.du)} au {formater_date(h.au)}", "motifs": explications[h.pk].motifs}
        for h in heures
        if h.statut == StatutHeure.VALIDEE and not h.annulee and explications[h.pk].motifs
    ]
    contexte = {
        "personne": personne,
        "fermees": [(pk, formater_date(fin)) for pk, fin in fermees.items() if personne.est_eligible],
        "fenetre": fenetre,
        "a_l_envers": a_l_envers,
        "fenetres": [
            {"debut": d, "fin": f, "chantiers": c, "jours": (f - au).days, "a_l_envers": f < d} for d, f, c in fenetres
        ],
        "par_lot": _par_lot(contrats, heures, explications, adhesion),
        "jours_restants": (fenetre[1] - au).days if fenetre else None,
        "frise": _frise(contrats, comptees, None if a_l_envers else fenetre, au),
        "total": formater_heures(sum(comptees.values(), ZERO)),
        "ecartees": ecartees,
    }
    gabarit = "suivi_heures/heures_beneficiaire.html"
    return render(request, f"{gabarit}#heures" if getattr(request, "htmx", False) else gabarit, contexte)


def _fenetres(
    contrats: list[ContratTravail], explications: dict[int, ExplicationLigne], au: datetime.date
) -> list[tuple[datetime.date, datetime.date, str]]:
    """Every window of the person, the latest contract's first: opened, closed, for which contracts."""
    par_fin: dict[datetime.date, list[ContratTravail]] = {}
    for contrat, fin in fins_de_fenetre(contrats, au=au).items():
        par_fin.setdefault(fin, []).append(contrat)
    fenetres = []
    for fin, siens in par_fin.items():
        debuts = [e.fenetre.debut for e in explications.values() if e.fenetre.fin == fin and e.fenetre.debut]
        chantiers = ", ".join(dict.fromkeys(f"{c.lot.marche.objet}, lot {c.lot.ref}" for c in siens))
        fenetres.append((siens[-1].date_debut, (min(debuts or [siens[0].date_debut]), fin, chantiers)))
    return [fenetre for _, fenetre in sorted(fenetres, reverse=True)]


def _par_lot(
    contrats: list[ContratTravail], heures: list[Heure], explications: dict[int, ExplicationLigne], adhesion: Adhesion
) -> list[dict[str, str]]:
    """Validated, waiting, not counted: by lot, never mixed. An imputation may reach a lot no contract names."""
    lots = {c.lot_id: c.lot for c in contrats}
    sommes: dict[int, list[Decimal]] = {lot: [ZERO, ZERO, ZERO] for lot in lots}
    if ailleurs := {heure.lot_id for heure in heures} - lots.keys():
        trouves = Lot.objects.visibles_par(adhesion).filter(pk__in=ailleurs).select_related("marche")
        lots |= {lot.pk: lot for lot in trouves.order_by("marche__objet", "ref")}
    for heure in heures:
        if heure.annulee or heure.statut == StatutHeure.REFUSEE:
            continue
        somme = sommes.setdefault(heure.lot_id, [ZERO, ZERO, ZERO])
        if heure.statut == StatutHeure.SOUMISE:
            somme[1] += heure.heures
        else:
            somme[0] += explications[heure.pk].retenues
            somme[2] += heure.heures - explications[heure.pk].retenues
    return [
        {
            "pk": str(lots[lot].marche_id),
            "lot": f"{lots[lot].marche.objet}, lot {lots[lot].ref}",
            "validees": formater_heures(somme[0]),
            "attente": formater_heures(somme[1]),
            "non_comptees": formater_heures(somme[2]),
        }
        for lot, somme in sommes.items()
        if lot in lots
    ]


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
