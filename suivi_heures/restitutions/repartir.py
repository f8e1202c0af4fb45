"""People and hours of a quarter by public, way of working and profile, small groups hidden.

Breakdowns that the reader can put side by side (each contract, then the whole) are hidden together:
what one page hides, another must not give back.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from suivi_heures.queries.petits_effectifs import TOTAL, Masque, masquer, masquer_liste
from suivi_heures.restitutions.bilan_trimestriel import Effectif, LigneRepartition, Repartition

ZERO = Decimal("0.00")
type Case = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Hours kept of a person on a contract in the quarter, in one way of working."""

    marche: str
    personne: int
    heures: Decimal
    public: str
    modalite: str
    sexe: str
    age: str
    quartier: str


@dataclass(frozen=True, slots=True)
class Axe:
    """A way to break down; `ordre` is that of the printed rows, absent rows are not printed."""

    titre: str
    lire: Callable[[Part], str]
    ordre: Sequence[str]


def tranche_d_age(naissance: datetime.date, au: datetime.date) -> str:
    age = au.year - naissance.year - ((au.month, au.day) < (naissance.month, naissance.day))
    if age < 26:
        return "Moins de 26 ans"
    return "50 ans et plus" if age >= 50 else "De 26 à 49 ans"


AGES = ("Moins de 26 ans", "De 26 à 49 ans", "50 ans et plus")
SEXES = {"F": "Femmes", "M": "Hommes", "": "Non renseigné"}
QUARTIERS = ("Habitants d’un quartier prioritaire", "Autres habitants")


def repartir_par_marche(
    parts: Sequence[Part], axe: Axe, *, marches: Sequence[str], seuil: int
) -> dict[str, Repartition]:
    """One breakdown per contract and, under `TOTAL`, that of the whole."""
    personnes, heures = _croiser(parts, axe)
    table = {
        (marche, valeur): len(personnes[marche, valeur])
        for marche in (*marches, TOTAL)
        for valeur in (*axe.ordre, TOTAL)
    }
    masques = masquer(table, seuil=seuil)
    return {
        marche: _composer(
            axe,
            {valeur: Effectif(*_montrer(table[marche, valeur], heures[marche, valeur], masques[marche, valeur]))
             for valeur in (*axe.ordre, TOTAL)},
            {valeur: table[marche, valeur] for valeur in (*axe.ordre, TOTAL)},
            total_heures=heures[marche, TOTAL],
        )
        for marche in (*marches, TOTAL)
    }  # fmt: skip


def repartir_liste(parts: Sequence[Part], axe: Axe, *, seuil: int) -> Repartition:
    """Breakdown of the whole along an axis that contracts do not print."""
    personnes, heures = _croiser(parts, axe)
    nombres = {valeur: len(personnes[TOTAL, valeur]) for valeur in axe.ordre}
    total = len(personnes[TOTAL, TOTAL])
    masques = masquer_liste(nombres, total=total, seuil=seuil)
    comptes = {**nombres, TOTAL: total}
    effectifs = {
        valeur: Effectif(*_montrer(nombre, heures[TOTAL, valeur], masques[valeur]))
        for valeur, nombre in comptes.items()
    }
    return _composer(axe, effectifs, comptes, total_heures=heures[TOTAL, TOTAL])


def compter_personnes(nombre: int, *, seuil: int) -> Effectif:
    """A number alone: nothing to compute it from."""
    masque = Masque.SEUIL if 0 < nombre < seuil else Masque.AUCUN
    return Effectif(None if masque else nombre, None, masque)


def _croiser(parts: Iterable[Part], axe: Axe) -> tuple[dict[Case, set[int]], dict[Case, Decimal]]:
    personnes: dict[Case, set[int]] = defaultdict(set)
    heures: dict[Case, Decimal] = defaultdict(lambda: ZERO)
    for part in parts:
        for marche in (part.marche, TOTAL):
            for valeur in (axe.lire(part), TOTAL):
                personnes[marche, valeur].add(part.personne)
                heures[marche, valeur] += part.heures
    return personnes, heures


def _montrer(nombre: int, heures: Decimal, masque: Masque) -> tuple[int | None, Decimal | None, Masque]:
    return (None, None, masque) if masque else (nombre, heures, masque)


def _composer(
    axe: Axe, effectifs: Mapping[str, Effectif], nombres: Mapping[str, int], *, total_heures: Decimal
) -> Repartition:
    """The hours of the total are the contract's, printed everywhere: only its people may be hidden."""
    total = Effectif(effectifs[TOTAL].personnes, total_heures, effectifs[TOTAL].masque)
    if total.masque:
        return Repartition(axe.titre, (), total)
    lignes = tuple(
        LigneRepartition(valeur, effectifs[valeur], _part(effectifs[valeur], total_heures))
        for valeur in axe.ordre
        if nombres[valeur] or effectifs[valeur].masque
    )
    return Repartition(axe.titre, lignes, total)


def _part(effectif: Effectif, total: Decimal) -> Decimal | None:
    if effectif.heures is None or not total:
        return None
    return (effectif.heures * 100 / total).quantize(Decimal("0.01"), ROUND_HALF_UP)
