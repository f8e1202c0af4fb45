"""People of a report on a part of the buyer (an operation, a contract), hidden as the report on the whole hides them.

Both reports may lie side by side: nothing here may be subtracted from the whole to find a small group. What is said of
a contract is what its section says in the report on the buyer; what is said of an operation is only what its hidden
contracts, all in or all out, leave as unknown as before. Breakdowns of an operation are those of its contracts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suivi_heures.queries.petits_effectifs import TOTAL, Masque, masquer_liste
from suivi_heures.restitutions.bilan_trimestriel import ZERO, Effectif, Repartition
from suivi_heures.restitutions.rassembler_parts import Entree
from suivi_heures.restitutions.repartir import Part

TU = Effectif(None, None, Masque.SECONDAIRE)


@dataclass(frozen=True, slots=True)
class PourTous:
    """What is said of all the people of the report."""

    publics: Repartition
    modalites: Repartition
    personnes: Effectif
    personnes_trimestre: Effectif


def restreindre(
    parts: Sequence[Part],
    entrees: Sequence[Entree],
    marches: Sequence[str],
    refs: Sequence[str],
    *,
    seuil: int,
    totaux: Mapping[str, Masque],
    publics: Mapping[str, Repartition],
    modalites: Mapping[str, Repartition],
) -> PourTous:
    """`marches`: all the contracts of the buyer; `totaux`, `publics`, `modalites`: by contract of the whole buyer, as
    its own report prints them."""
    du_trimestre: dict[str, set[int]] = {}
    for part in parts:
        du_trimestre.setdefault(part.marche, set()).add(part.personne)
    depuis_le_debut: dict[str, set[int]] = {}
    for une in entrees:
        for ref in une.marches:
            depuis_le_debut.setdefault(ref, set()).add(une.personne)
    total = len(entrees)
    masques = masquer_liste(
        {marche: len(depuis_le_debut.get(marche, ())) for marche in marches}, total=total, seuil=seuil
    )
    imprime = Masque.SEUIL if 0 < total < seuil else Masque.AUCUN  # of the total, in the report on the buyer
    return PourTous(
        publics=_choisir(publics, refs),
        modalites=_choisir(modalites, refs),
        personnes=_compter(depuis_le_debut, refs, masques) if masques[TOTAL] == imprime else TU,
        personnes_trimestre=_compter(du_trimestre, refs, totaux),
    )


def _choisir(repartitions: Mapping[str, Repartition], refs: Sequence[str]) -> Repartition:
    if len(refs) == 1:
        return repartitions[refs[0]]
    ensemble = repartitions[TOTAL]
    heures = sum((repartitions[ref].total.heures or ZERO for ref in refs), ZERO)
    return Repartition(ensemble.titre, (), Effectif(None, heures, Masque.SECONDAIRE), est_tue=True)


def _compter(personnes: Mapping[str, set[int]], refs: Sequence[str], masques: Mapping[str, Masque]) -> Effectif:
    caches = {ref for ref, masque in masques.items() if masque and ref != TOTAL}
    if len(refs) == 1:
        masque = masques[refs[0]]
    else:
        masque = Masque.AUCUN if caches <= set(refs) or not caches & set(refs) else Masque.SECONDAIRE
        masque = masque or masques[TOTAL]
    nombre = len(set().union(*(personnes.get(ref, set()) for ref in refs)))
    return Effectif(None, None, masque) if masque else Effectif(nombre, None)
