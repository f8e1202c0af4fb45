"""People and hours of a quarter by public, way of working and profile, small groups hidden.

Breakdowns that the reader can put side by side (each contract, then the whole) are hidden together:
what one page hides, another must not give back.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from clauses_app.interface.formats import formater_date
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


def dater_les_ages(au: datetime.date, fin: datetime.date) -> str:
    """Somebody proposed as young may be older by then: publics and ages do not count the same people."""
    jour = "trimestre" if au == fin else "décompte"
    return f"Âge au dernier jour du {jour}, le {formater_date(au)}\u202f; critère du public à la décision."


def tranche_d_age(naissance: datetime.date, au: datetime.date) -> str:
    age = au.year - naissance.year - ((au.month, au.day) < (naissance.month, naissance.day))
    if age < 26:
        return "Moins de 26 ans"
    return "50 ans et plus" if age >= 50 else "De 26 à 49 ans"


AGES = ("Moins de 26 ans", "De 26 à 49 ans", "50 ans et plus")
SEXES = {"F": "Femmes", "M": "Hommes", "": "Non renseigné"}
QUARTIERS = ("Habitants d’un quartier prioritaire", "Autres habitants")


def masquer_totaux(
    parts: Iterable[Part], *, marches: Sequence[str], seuil: int, secrets: Collection[str] = ()
) -> dict[str, Masque]:
    """People of each contract and, under `TOTAL`, of all: decided first, every breakdown abides by it."""
    personnes: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        personnes[part.marche].add(part.personne)
        personnes[TOTAL].add(part.personne)
    nombres = {marche: len(personnes[marche]) for marche in marches}
    return masquer_liste(nombres, total=len(personnes[TOTAL]), seuil=seuil, secrets=secrets)


def repartir_par_marche(
    parts: Sequence[Part], axe: Axe, *, totaux: Mapping[str, Masque], seuil: int, secrets: Collection[Case] = ()
) -> dict[str, Repartition]:
    """One breakdown per contract and, under `TOTAL`, that of the whole."""
    personnes, heures = _croiser(parts, axe)
    valeurs = (*axe.ordre, TOTAL)
    table = {(marche, valeur): len(personnes[marche, valeur]) for marche in totaux for valeur in valeurs}
    masques = masquer(table, seuil=seuil, totaux=totaux, secrets=secrets)
    return {
        marche: _composer(
            axe,
            {valeur: _montrer(table[marche, valeur], heures[marche, valeur], masques[marche, valeur])
             for valeur in valeurs},
            {valeur: table[marche, valeur] for valeur in valeurs},
            total_heures=heures[marche, TOTAL],
        )
        for marche in totaux
    }  # fmt: skip


def repartir_liste(
    parts: Sequence[Part], axe: Axe, *, total: Masque, seuil: int, secrets: Collection[str] = ()
) -> Repartition:
    """Breakdown of the whole along an axis that contracts do not print."""
    seuls = [replace(part, marche="ensemble") for part in parts]
    totaux = {"ensemble": total, TOTAL: total}
    tues = [(ligne, valeur) for ligne in totaux for valeur in secrets]
    return repartir_par_marche(seuls, axe, totaux=totaux, seuil=seuil, secrets=tues)[TOTAL]


def montrer_total(parts: Iterable[Part], masque: Masque) -> Effectif:
    """The people of the quarter, as the breakdowns print them."""
    return _montrer(len({part.personne for part in parts}), None, masque)


def compter_personnes(nombre: int, *, seuil: int, est_tu: bool = False) -> Effectif:
    """A number alone. `est_tu`: beside another document, it would give a small group away."""
    if 0 < nombre < seuil:
        return _montrer(nombre, None, Masque.SEUIL)
    return _montrer(nombre, None, Masque.SECONDAIRE if est_tu else Masque.AUCUN)


def _croiser(parts: Iterable[Part], axe: Axe) -> tuple[dict[Case, set[int]], dict[Case, Decimal]]:
    personnes: dict[Case, set[int]] = defaultdict(set)
    heures: dict[Case, Decimal] = defaultdict(lambda: ZERO)
    for part in parts:
        for marche in {part.marche, TOTAL}:
            for valeur in (axe.lire(part), TOTAL):
                personnes[marche, valeur].add(part.personne)
                heures[marche, valeur] += part.heures
    return personnes, heures


def _montrer(nombre: int, heures: Decimal | None, masque: Masque) -> Effectif:
    return Effectif(None, None, masque) if masque else Effectif(nombre, heures)


def _composer(
    axe: Axe, effectifs: Mapping[str, Effectif], nombres: Mapping[str, int], *, total_heures: Decimal
) -> Repartition:
    """The hours of the total are the contract's, printed everywhere: only its people may be hidden.

    Under the threshold, or when nothing small is left to tell apart, no row is printed at all.
    """
    total = Effectif(effectifs[TOTAL].personnes, total_heures, effectifs[TOTAL].masque)
    lignes = tuple(
        LigneRepartition(valeur, effectifs[valeur], _part(effectifs[valeur], total_heures))
        for valeur in axe.ordre
        if nombres[valeur] or effectifs[valeur].masque
    )
    if total.masque == Masque.SEUIL or (lignes and all(ligne.effectif.masque == Masque.SECONDAIRE for ligne in lignes)):
        return Repartition(axe.titre, (), total, est_tue=True)
    return Repartition(axe.titre, lignes, total)


def _part(effectif: Effectif, total: Decimal) -> Decimal | None:
    if effectif.heures is None or not total:
        return None
    return (effectif.heures * 100 / total).quantize(Decimal("0.01"), ROUND_HALF_UP)
