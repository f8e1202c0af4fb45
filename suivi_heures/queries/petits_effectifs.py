"""Which cells of a published table must stay hidden, so that no small group can be read or computed.

A table is given whole, margins included: `effectifs[(ligne, colonne)]`, `TOTAL` standing for the
margin. A line is a contract, whose own total is printed elsewhere: it is hidden only when it is small.
Every line and every column is then a sum the reader can check, and the table is a circulation: a line
receives its total and gives its cells, a column receives its cells and gives its total. A hidden cell
stays unknown if and only if one person can be moved along a loop of hidden cells through it, each
staying inside what its label says. Where no such loop exists, the cheapest one is made by hiding more
cells.

What another document already says is the business of `chiffres_publies`: it names more cells to keep secret.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from itertools import count

TOTAL = ""
SEUIL = 5
# rather many cells than a margin, rather a margin than an empty cell, rather that than a line's total
_MARGE, _VIDE, _TOTAL_DE_LIGNE = 10_000, 1_000_000, 100_000_000

type Case = tuple[str, str]
type Noeud = tuple[str, str]


class Masque(StrEnum):
    AUCUN = ""
    SEUIL = "SEUIL"  # fewer people than the threshold
    SECONDAIRE = "SECONDAIRE"  # hidden so that a small one cannot be computed


def masquer(
    effectifs: Mapping[Case, int],
    *,
    seuil: int = SEUIL,
    totaux: Mapping[str, Masque] | None = None,
    secrets: Collection[Case] = (),
) -> dict[Case, Masque]:
    """What becomes of each cell. Zero is published: it is nobody.

    `totaux`: what is already decided of the total of each line, printed elsewhere; it is not changed.
    `secrets`: cells of any size that another document would give away, hidden and protected like small ones.
    """
    table = _Table(effectifs, seuil, totaux)
    tus = set(secrets) - table.petites - table.fixes  # a small one is hidden anyway, and says it is small
    table.taire(tus)
    for case in sorted((table.petites - table.fixes) | tus, key=lambda une: (effectifs[une], une)):
        table.proteger(case)
    return {case: table.masque(case) for case in effectifs}


def masquer_liste(
    effectifs: Mapping[str, int], *, total: int, seuil: int = SEUIL, secrets: Collection[str] = ()
) -> dict[str, Masque]:
    """The same for one list of figures and its total, answered under `TOTAL`."""
    cases = {**effectifs, TOTAL: total}
    table = {(ligne, cle): nombre for cle, nombre in cases.items() for ligne in ("seule", TOTAL)}
    masques = masquer(table, seuil=seuil, secrets=[(ligne, cle) for cle in secrets for ligne in ("seule", TOTAL)])
    return {cle: masques[TOTAL, cle] for cle in cases}


class _Table:
    def __init__(self, effectifs: Mapping[Case, int], seuil: int, totaux: Mapping[str, Masque] | None) -> None:
        self.effectifs = effectifs
        self.seuil = seuil
        self.petites = {case for case, nombre in effectifs.items() if 0 < nombre < seuil}
        decides = {(ligne, TOTAL): masque for ligne, masque in (totaux or {}).items()}
        self.fixes = set(decides)
        self.petites -= {case for case, masque in decides.items() if masque != Masque.SEUIL}
        self.cachees = self.petites | {case for case, masque in decides.items() if masque}
        # hidden under a label that promises nothing
        self.larges = {case for case, masque in decides.items() if masque == Masque.SECONDAIRE}
        self.voisins: dict[Noeud, list[tuple[Noeud, Case, int]]] = {}
        for case in effectifs:
            depart, arrivee = _bouts(case)
            self.voisins.setdefault(depart, []).append((arrivee, case, 1))
            self.voisins.setdefault(arrivee, []).append((depart, case, -1))

    def taire(self, secrets: Collection[Case]) -> None:
        """Hidden under a label that promises nothing."""
        self.larges |= set(secrets)
        self.cachees |= set(secrets)

    def masque(self, case: Case) -> Masque:
        if case in self.petites and case not in self.larges:
            return Masque.SEUIL
        return Masque.SECONDAIRE if case in self.cachees else Masque.AUCUN

    def proteger(self, case: Case) -> None:
        """Hide whatever leaves this cell with two possible values at least.

        Where « moins de 5 » itself would say too much (1 + 1 in a total of 2), the line and the column,
        then the whole table, are left unsaid.
        """
        ligne, colonne = case
        croix = {autre for autre in self.effectifs if autre[0] == ligne or autre[1] == colonne}
        for etendue in (set(), croix, set(self.effectifs)):
            self.larges |= etendue - self.fixes
            self.cachees |= etendue - self.fixes
            if self._fermer_une_boucle(case):
                return

    def _fermer_une_boucle(self, case: Case) -> bool:
        depart, arrivee = _bouts(case)
        boucles = [
            self._chemin(origine, but, case)
            for origine, but, sens in ((arrivee, depart, 1), (depart, arrivee, -1))
            if self._peut_bouger(case, sens)
        ]
        trouvees = [boucle for boucle in boucles if boucle is not None]
        if trouvees:
            self.cachees |= min(trouvees, key=lambda boucle: boucle[0])[1]
        return bool(trouvees)

    def _peut_bouger(self, case: Case, sens: int) -> bool:
        """Would one person more (1) or less (-1) still agree with the label of the cell, once hidden?"""
        nombre = self.effectifs[case] + sens
        if case in self.fixes and case not in self.cachees:
            return False
        if case in self.larges:
            return nombre >= 0
        if case in self.petites:
            return 0 < nombre < self.seuil
        return nombre >= min(self.seuil, self.effectifs[case])

    def _prix(self, case: Case) -> int:
        if case in self.cachees:
            return 0
        nombre = self.effectifs[case]
        return nombre + 1 + _MARGE * (TOTAL in case) + _VIDE * (nombre == 0) + _TOTAL_DE_LIGNE * (case[1] == TOTAL)

    def _sorties(self, noeud: Noeud, sauf: Case) -> Iterator[tuple[Noeud, Case]]:
        for voisin, case, sens in self.voisins[noeud]:
            if case != sauf and self._peut_bouger(case, sens):
                yield voisin, case

    def _chemin(self, origine: Noeud, but: Noeud, sauf: Case) -> tuple[int, set[Case]] | None:
        """Cheapest way to bring the person back, and the cells it goes through (Dijkstra)."""
        rang = count()
        file = [(0, next(rang), origine, frozenset[Case]())]
        vus: set[Noeud] = set()
        while file:
            prix, _, noeud, cases = heapq.heappop(file)
            if noeud == but:
                return prix, set(cases)
            if noeud in vus:
                continue
            vus.add(noeud)
            for voisin, case in self._sorties(noeud, sauf):
                heapq.heappush(file, (prix + self._prix(case), next(rang), voisin, cases | {case}))
        return None


def _bouts(case: Case) -> tuple[Noeud, Noeud]:
    """Ends of the cell in the circulation: margins run the other way round."""
    ligne, colonne = case
    a_la_marge = (ligne == TOTAL) != (colonne == TOTAL)
    noeuds = ("ligne", ligne), ("colonne", colonne)
    return (noeuds[1], noeuds[0]) if a_la_marge else noeuds
