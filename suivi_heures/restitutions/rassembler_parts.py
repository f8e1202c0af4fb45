"""Who worked, as a report may know it: a family of public, an age bracket, never a name."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beneficiaires.enums import Decision
from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from marches.models import Lot
from suivi_heures.queries.faits_mensuels import FaitMensuel
from suivi_heures.restitutions.familles import famille, groupe
from suivi_heures.restitutions.repartir import QUARTIERS, SEXES, Part, tranche_d_age
from suivi_heures.restitutions.situation import Periode


@dataclass(frozen=True, slots=True)
class Entree:
    """A person whose hours count, and the day of their first contract for this buyer."""

    personne: int
    premier_contrat: datetime.date
    marches: frozenset[str] = frozenset()  # references of the contracts it worked for


def rassembler_personnes(
    faits: Sequence[FaitMensuel], *, periode: Periode, refs: Mapping[int, str]
) -> tuple[tuple[Part, ...], tuple[Entree, ...]]:
    """Parts of the quarter (only hours that count), and everybody since the beginning."""
    contrats = {
        contrat.pk: contrat
        for contrat in ContratTravail.objects.filter(pk__in={fait.contrat_id for fait in faits}).only(
            "pk", "beneficiaire_id", "modalite", "date_debut"
        )
    }
    du_lot = dict(Lot.objects.filter(pk__in={fait.lot_id for fait in faits}).values_list("pk", "marche_id"))
    heures: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    debuts: dict[int, datetime.date] = {}
    chez: dict[int, set[str]] = defaultdict(set)
    for fait in faits:
        if fait.retenues <= 0:
            continue
        contrat = contrats[fait.contrat_id]
        debuts[contrat.beneficiaire_id] = min(
            contrat.date_debut, debuts.get(contrat.beneficiaire_id, contrat.date_debut)
        )
        chez[contrat.beneficiaire_id].add(refs[du_lot[fait.lot_id]])
        if periode.contient(fait.mois):
            heures[du_lot[fait.lot_id], contrat.beneficiaire_id, groupe(contrat.modalite)] += fait.retenues
    profils = _lire_profils({personne for _, personne, _ in heures}, au=periode.arrete_au)
    parts = tuple(
        Part(refs[marche], personne, total, modalite=modalite, **profils[personne])
        for (marche, personne, modalite), total in sorted(heures.items())
    )
    return parts, tuple(
        Entree(personne, debut, frozenset(chez[personne])) for personne, debut in sorted(debuts.items())
    )


def _lire_profils(personnes: set[int], *, au: datetime.date) -> dict[int, dict[str, str]]:
    publics = _lire_publics(personnes)
    return {
        personne.pk: {
            "public": publics[personne.pk],
            "sexe": SEXES[personne.sexe],
            "age": tranche_d_age(personne.date_naissance, au),
            "quartier": QUARTIERS[0 if personne.qpv else 1],
        }
        for personne in Beneficiaire.objects.filter(pk__in=personnes).only("pk", "sexe", "qpv", "date_naissance")
    }


def _lire_publics(personnes: set[int]) -> dict[int, str]:
    """Family of the main accepted category; the earliest one when none is said to be the main."""
    publics = {personne: famille(None) for personne in personnes}
    decisions = DecisionEligibilite.objects.filter(
        beneficiaire__in=personnes, decision=Decision.ACCEPTEE, retiree_a=None
    ).order_by("beneficiaire_id", "principale", "-date_decision", "-pk")
    for personne, categorie in decisions.values_list("beneficiaire_id", "categorie"):
        publics[personne] = famille(categorie)  # the last one read: main first, then earliest
    return publics
