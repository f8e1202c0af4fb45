"""What the controls set by the guichet find in hours: facts read once for many contracts, then compared."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from beneficiaires.enums import Decision
from beneficiaires.models import ContratTravail, DecisionEligibilite
from clauses_app.interface.formats import formater_de_mois, formater_heures
from suivi_heures.enums import CodeAnomalie, Nature, Severite, StatutHeure
from suivi_heures.models import BrouillonHeure, Heure
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat

COMPTEES = (Nature.TRAVAIL, Nature.FORMATION_CONTRAT)
DE_CES_FAITS = (CodeAnomalie.CHEVAUCHEMENT, CodeAnomalie.SANS_DECISION, CodeAnomalie.DUREE_LEGALE)
PAR_SEMAINE = Decimal(48)  # code du travail, L. 3121-20


class Constat(NamedTuple):
    code: CodeAnomalie
    phrase: str


class Presence(NamedTuple):
    """Days with hours under a contract."""

    contrat_id: int
    employeur_id: int
    employeur: str
    du: datetime.date
    au: datetime.date


@dataclass(frozen=True)
class FaitsControles:
    presences: dict[int, list[Presence]] = field(default_factory=dict)
    sans_decision: frozenset[int] = frozenset()
    duree: bool = False


class HeuresDuMois(NamedTuple):
    """`heures`: of the contract; `total`: of the person, all contracts together."""

    contrat: ContratTravail
    mois: datetime.date
    jours: tuple[datetime.date, datetime.date]
    heures: Decimal
    total: Decimal


def demande_des_faits(severites: Mapping[str, str]) -> bool:
    """Unless the guichet wants them, none of these controls speaks."""
    return any(severites[code] != Severite.IGNORER for code in DE_CES_FAITS)


def lire_faits(
    contrats: Sequence[ContratTravail], du: datetime.date, au: datetime.date, severites: dict[str, str]
) -> FaitsControles:
    """A control that says nothing asks nothing to the database."""
    actifs = {code for code, severite in severites.items() if severite != Severite.IGNORER}
    personnes = {contrat.beneficiaire_id for contrat in contrats}
    presences: dict[int, list[Presence]] = {}
    if CodeAnomalie.CHEVAUCHEMENT in actifs:
        for personne, presence in (*_au_registre(personnes, du, au), *_en_brouillon(personnes, du, au)):
            presences.setdefault(personne, []).append(presence)
    sans: frozenset[int] = frozenset()
    if CodeAnomalie.SANS_DECISION in actifs:
        acceptees = DecisionEligibilite.objects.filter(
            beneficiaire_id__in=personnes, decision=Decision.ACCEPTEE, retiree_a__isnull=True
        )
        sans = frozenset(personnes - set(acceptees.values_list("beneficiaire_id", flat=True)))
    return FaitsControles(presences, sans, CodeAnomalie.DUREE_LEGALE in actifs)


def _au_registre(personnes: set[int], du: datetime.date, au: datetime.date) -> Iterable[tuple[int, Presence]]:
    lignes = (
        Heure.objects.filter(beneficiaire_id__in=personnes, nature__in=COMPTEES, annulee=False, du__lte=au, au__gte=du)
        .exclude(statut=StatutHeure.REFUSEE)
        .filter(heures__gt=0)
        .values_list("beneficiaire_id", "contrat_id", "employeur_id", "employeur__nom", "du", "au")
    )
    return [(personne, Presence(*reste)) for personne, *reste in lignes]


def _en_brouillon(personnes: set[int], du: datetime.date, au: datetime.date) -> Iterable[tuple[int, Presence]]:
    brouillons = BrouillonHeure.objects.filter(
        contrat__beneficiaire_id__in=personnes, nature__in=COMPTEES, heures__gt=0, mois__gte=du.replace(day=1)
    ).filter(mois__lte=au)
    trouves = []
    for brouillon in brouillons.select_related("contrat__employeur"):
        contrat = brouillon.contrat
        jours = jours_du_contrat(brouillon.mois, contrat.date_debut, contrat.date_fin)
        if jours:
            presence = Presence(contrat.pk, contrat.employeur_id, str(contrat.employeur), *jours)
            trouves.append((contrat.beneficiaire_id, presence))
    return trouves


def constater(mois: HeuresDuMois, faits: FaitsControles, *, nommer: bool = True) -> list[Constat]:
    """Sentences without the person's name: whoever prints them knows of whom they speak. `nommer` False = a company
    reads them: it does not learn who else employs the person."""
    constats = []
    if faits.duree:
        constats += _duree(mois)
    ailleurs = _ailleurs(mois, faits)
    if ailleurs:
        constats.append(
            Constat(
                CodeAnomalie.CHEVAUCHEMENT,
                f"Des heures sont déjà déclarées {formater_de_mois(mois.mois)} chez"
                f" {ailleurs if nommer else 'un autre employeur'}, sur des jours communs.",
            )
        )
    if mois.contrat.beneficiaire_id in faits.sans_decision:
        constats.append(
            Constat(
                CodeAnomalie.SANS_DECISION,
                "Aucune décision d’éligibilité n’est acceptée : ces heures ne compteront pas avant elle.",
            )
        )
    return constats


def _duree(mois: HeuresDuMois) -> list[Constat]:
    """48 h a week, over the days of the contract, else over the person's whole month."""
    bornes = (mois.mois, dernier_jour(mois.mois))
    for heures, (du, au) in ((mois.heures, mois.jours), (mois.total, bornes)):
        permises = (PAR_SEMAINE * ((au - du).days + 1) / 7).quantize(Decimal("0.01"))
        if heures > permises:
            phrase = (
                f"{formater_heures(heures)} {formater_de_mois(mois.mois)} : au-delà de 48 h par semaine,"
                f" soit {formater_heures(permises)}."
            )
            return [Constat(CodeAnomalie.DUREE_LEGALE, phrase)]
    return []


def _ailleurs(mois: HeuresDuMois, faits: FaitsControles) -> str:
    """The other employer of the same days, if any."""
    du, au = mois.jours
    noms = sorted(
        presence.employeur
        for presence in faits.presences.get(mois.contrat.beneficiaire_id, [])
        if presence.employeur_id != mois.contrat.employeur_id and presence.du <= au and presence.au >= du
    )
    return noms[0] if noms else ""
