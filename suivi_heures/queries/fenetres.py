"""Windows of eligibility of the contracts that run today, and when they close."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.models import ContratTravail
from suivi_heures.queries.decompte.explication import LigneProjetee, simuler_lignes

ALERTE_JOURS = 90


@dataclass(frozen=True)
class FinProche:
    contrat: ContratTravail
    fin: datetime.date
    jours: int


def fins_proches(*, au: datetime.date, horizon: int = ALERTE_JOURS) -> list[FinProche]:
    """Running contracts whose window closes within the horizon (or closed less than 30 days ago), before they end."""
    contrats = list(
        ContratTravail.objects.filter(date_debut__lte=au)
        .exclude(date_fin__lt=au)
        .select_related("beneficiaire", "lot__marche", "titulaire")
    )
    proches = []
    for contrat, fin in fins_de_fenetre(contrats, au=au).items():
        jours = (fin - au).days
        if -30 <= jours <= horizon and (contrat.date_fin is None or contrat.date_fin > fin):
            proches.append(FinProche(contrat, fin, jours))
    return sorted(proches, key=lambda f: f.fin)


def fenetres_fermees(personnes: Iterable[int], *, au: datetime.date) -> dict[int, datetime.date]:
    """Of these people, those whose every window is closed, with the last day that counted."""
    contrats = ContratTravail.objects.filter(beneficiaire_id__in=list(personnes))
    return toutes_fermees(list(contrats), au=au)


def toutes_fermees(contrats: list[ContratTravail], *, au: datetime.date) -> dict[int, datetime.date]:
    """The same from the contracts, all those of each person. A contract without an end of window keeps it open."""
    fins = fins_de_fenetre(contrats, au=au)
    dernieres: dict[int, datetime.date] = {}
    for contrat in contrats:
        fin = fins.get(contrat, datetime.date.max)
        dernieres[contrat.beneficiaire_id] = max(fin, dernieres.get(contrat.beneficiaire_id, fin))
    return {personne: fin for personne, fin in dernieres.items() if fin < au}


def fins_de_fenetre(contrats: Iterable[ContratTravail], *, au: datetime.date) -> dict[ContratTravail, datetime.date]:
    """Last day that counts, for the contracts whose window closes; one query for all."""
    contrats = list(contrats)
    lignes = [LigneProjetee(c.pk, max(au, c.date_debut), max(au, c.date_debut), Decimal("1.00")) for c in contrats]
    explications = simuler_lignes(lignes) if lignes else []
    return {c: e.fenetre.fin for c, e in zip(contrats, explications, strict=True) if e.fenetre.fin is not None}
