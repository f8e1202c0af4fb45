"""What a company declares, beside what it paid: the gap, person by person, with its motive."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from beneficiaires.models import ContratTravail
from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import enumerer, formater_heures, formater_periode
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import Nature
from suivi_heures.models import HeuresPayees, LecturePaie
from suivi_heures.queries.contrats_du_mois import heures_deja_declarees
from suivi_heures.queries.mois import dernier_jour, jours_du_contrat

ZERO = Decimal("0.00")
DERNIERES = 30  # readings compared for the queue


@dataclass(frozen=True, slots=True)
class Ecart:
    """`payees`: None when the DSN states no hours. `sans_paie`: the person is not in the DSN at all."""

    nom: str
    payees: Decimal | None
    declarees: Decimal
    sans_paie: bool
    dates: str  # why the contract dates do not agree; empty when they do
    contrat_id: int = 0  # the one with most hours declared, and its lot: where they are corrected
    lot_id: int = 0
    tolere: Decimal = ZERO  # what the guichet lets pass

    @property
    def ecart(self) -> Decimal:
        """Declared beyond what was paid."""
        return max(ZERO, self.declarees - self.payees) if self.payees is not None else ZERO

    @property
    def de_trop(self) -> Decimal:
        """The whole gap, once it is more than what the guichet lets pass."""
        return self.ecart if self.ecart > self.tolere else ZERO

    @property
    def dans_la_tolerance(self) -> bool:
        return ZERO < self.ecart <= self.tolere

    @property
    def a_voir(self) -> bool:
        return bool(self.de_trop or self.dates or (self.sans_paie and self.declarees))

    @property
    def phrase(self) -> str:
        dites = f"{formater_heures(self.declarees)} déclarées"
        if self.sans_paie:
            return f"Absente de la DSN, {dites}."
        if self.payees is None:
            return f"La DSN ne dit pas ses heures, {dites}."
        return f"{formater_heures(self.payees)} payées, {dites}."


@dataclass(frozen=True, slots=True)
class Comparaison:
    lecture: LecturePaie
    ecarts: tuple[Ecart, ...]
    tolere: Decimal = ZERO

    @property
    def a_voir(self) -> tuple[Ecart, ...]:
        return tuple(ecart for ecart in self.ecarts if ecart.a_voir)

    @property
    def de_trop(self) -> tuple[Ecart, ...]:
        return tuple(ecart for ecart in self.ecarts if ecart.de_trop)


def ecart_tolere() -> Decimal:
    return Guichet.objects.values_list("ecart_paie", flat=True).get(pk=exiger_guichet())


def comparer_la_paie(lecture: LecturePaie, tolere: Decimal | None = None) -> Comparaison:
    """Everybody this employer has under contract in the month, by name. `tolere`: what the guichet lets pass, when it
    was read before."""
    tolere = ecart_tolere() if tolere is None else tolere
    fin = dernier_jour(lecture.mois)
    choisis: Any = ContratTravail.objects.filter(employeur_id=lecture.entreprise_id, date_debut__lte=fin)
    choisis = choisis.filter(Q(date_fin=None) | Q(date_fin__gte=lecture.mois)).select_related("beneficiaire")
    contrats: dict[int, list[ContratTravail]] = defaultdict(list)
    for contrat in choisis.order_by("beneficiaire__tri", "date_debut", "pk"):
        contrats[contrat.beneficiaire_id].append(contrat)
    payes: dict[int, list[HeuresPayees]] = defaultdict(list)
    for paye in HeuresPayees.objects.filter(lecture=lecture):
        payes[paye.beneficiaire_id].append(paye)
    declarees = heures_deja_declarees([c.pk for siens in contrats.values() for c in siens], lecture.mois, fin)
    return Comparaison(
        lecture,
        tuple(
            Ecart(
                nom=str(siens[0].beneficiaire),
                payees=_sommer(paye.heures for paye in payes[personne]),
                declarees=sum((declarees.get(c.pk, {}).get(Nature.TRAVAIL, ZERO) for c in siens), ZERO),
                sans_paie=not payes[personne],
                dates=_comparer_les_dates(siens, payes[personne], lecture.mois),
                contrat_id=principal.pk,
                lot_id=principal.lot_id,
                tolere=tolere,
            )
            for personne, siens in contrats.items()
            for principal in (max(siens, key=lambda c: declarees.get(c.pk, {}).get(Nature.TRAVAIL, ZERO)),)
        ),
        tolere,
    )


def comparaison_du_mois(entreprise_id: int, mois: datetime.date) -> Comparaison | None:
    """None when no DSN was read for that month: it is never owed."""
    lecture = LecturePaie.objects.filter(entreprise_id=entreprise_id, mois=mois).select_related("entreprise").first()
    return comparer_la_paie(lecture) if lecture else None


def comparaisons_a_voir() -> list[Comparaison]:
    """The latest readings in which somebody is declared beyond her pay."""
    lectures = list(LecturePaie.objects.select_related("entreprise").order_by("-lue_a", "-pk")[:DERNIERES])
    tolere = ecart_tolere() if lectures else ZERO
    return [comparaison for lecture in lectures if (comparaison := comparer_la_paie(lecture, tolere)).de_trop]


def heures_a_proposer(entreprise_id: int, mois: datetime.date, contrats: Iterable[int]) -> dict[int, Decimal]:
    """Paid hours, by contract, of the people who have only one there: nobody else's can be attributed."""
    siens = ContratTravail.objects.filter(pk__in=list(contrats), employeur_id=entreprise_id)
    par_personne: dict[int, list[int]] = defaultdict(list)
    for pk, personne in siens.values_list("pk", "beneficiaire_id"):
        par_personne[personne].append(pk)
    payees: dict[int, list[Decimal | None]] = defaultdict(list)
    lues = HeuresPayees.objects.filter(lecture__entreprise_id=entreprise_id, lecture__mois=mois)
    for personne, heures in lues.values_list("beneficiaire_id", "heures"):
        payees[personne].append(heures)
    sommes = {pks[0]: _sommer(payees[personne]) for personne, pks in par_personne.items() if len(pks) == 1}
    return {pk: heures for pk, heures in sommes.items() if heures is not None}


def _sommer(heures: Iterable[Decimal | None]) -> Decimal | None:
    dites = [une for une in heures if une is not None]
    return sum(dites, ZERO) if dites else None


def _comparer_les_dates(siens: list[ContratTravail], payes: list[HeuresPayees], mois: datetime.date) -> str:
    """Days of the month under contract here, and under none of the DSN."""
    connus = [paye for paye in payes if paye.debut is not None]
    if not connus:
        return ""
    dits = enumerer([formater_periode(paye.debut, paye.fin) for paye in connus])
    for contrat in siens:
        jours = jours_du_contrat(mois, contrat.date_debut, contrat.date_fin)
        if jours and not any(_couvre(paye, *jours) for paye in connus):
            return f"Contrat ici {formater_periode(contrat.date_debut, contrat.date_fin)}, selon la DSN {dits}."
    return ""


def _couvre(paye: HeuresPayees, du: datetime.date, au: datetime.date) -> bool:
    return paye.debut is not None and paye.debut <= du and (paye.fin is None or paye.fin >= au)
