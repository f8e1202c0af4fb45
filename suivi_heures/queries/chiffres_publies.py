"""What may be read by putting two documents side by side.

A published number of people is a box: months, contracts, traits (« Sexe » = « Femmes »). Where a box stands inside
another, the reader subtracts: what is left is a group like any other. A box that would leave fewer people than the
threshold beside anything already published is kept secret, and so is, for good, a box that was once hidden. Boxes
and numbers are kept, never who is in them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suivi_heures.queries.trimestres import Trimestre

type Trait = tuple[str, str]
DEPUIS_LE_DEBUT = datetime.date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Boite:
    """Everybody whose hours count from `debut` to `fin` on these contracts, with these traits."""

    debut: datetime.date
    fin: datetime.date
    marches: frozenset[str]
    traits: frozenset[Trait] = frozenset()

    def contient(self, autre: Boite) -> bool:
        return (
            self.traits <= autre.traits
            and self.debut <= autre.debut
            and autre.fin <= self.fin
            and autre.marches <= self.marches
        )


@dataclass(frozen=True, slots=True)
class Publie:
    """`nombre` None: the box was shown hidden."""

    boite: Boite
    nombre: int | None
    sortie: str = ""

    def en_json(self) -> dict[str, Any]:
        b = self.boite
        return {
            "debut": b.debut.isoformat(),
            "fin": b.fin.isoformat(),
            "marches": sorted(b.marches),
            "traits": sorted(list(trait) for trait in b.traits),
            "nombre": self.nombre,
        }

    @classmethod
    def depuis_json(cls, lu: Mapping[str, Any], *, sortie: str = "") -> Publie:
        boite = Boite(
            datetime.date.fromisoformat(lu["debut"]),
            datetime.date.fromisoformat(lu["fin"]),
            frozenset(lu["marches"]),
            frozenset((nom, valeur) for nom, valeur in lu["traits"]),
        )
        return cls(boite, lu["nombre"], sortie)


def se_soustraient(un: Publie, autre: Publie, *, seuil: int) -> bool:
    """Would the difference of these two numbers be a group too small to be shown?"""
    if un.nombre is None or autre.nombre is None or not 0 < abs(un.nombre - autre.nombre) < seuil:
        return False
    return un.boite.contient(autre.boite) or autre.boite.contient(un.boite)


class Registre:
    """Published boxes, by traits: only those whose traits include one another can be subtracted."""

    def __init__(self, publies: Iterable[Publie] = ()) -> None:
        self._par_traits: dict[frozenset[Trait], dict[Publie, None]] = defaultdict(dict)
        self._caches: set[Boite] = set()
        for un in publies:
            self.ajouter(un)

    def ajouter(self, un: Publie) -> None:
        if un.nombre is None:
            self._caches.add(un.boite)
        else:
            self._par_traits[un.boite.traits][un] = None

    def est_cachee(self, boite: Boite) -> bool:
        return boite in self._caches

    def voisins(self, boite: Boite) -> Iterator[Publie]:
        for traits, publies in self._par_traits.items():
            if traits <= boite.traits or boite.traits <= traits:
                yield from publies

    def trahi_par(self, un: Publie, *, seuil: int) -> Publie | None:
        """The document that, beside this number, would give a small group away."""
        return next((autre for autre in self.voisins(un.boite) if se_soustraient(un, autre, seuil=seuil)), None)


def lire_bilan(donnees: Mapping[str, Any], *, sortie: str) -> Iterator[Publie]:
    """Numbers of people of a frozen quarterly report, as it prints them."""
    trimestre = Trimestre(donnees["trimestre"]["annee"], donnees["trimestre"]["numero"])
    synthese, fiches = donnees["synthese"], donnees["marches"]
    tous = frozenset(fiche["reference"] for fiche in fiches)
    yield Publie(Boite(DEPUIS_LE_DEBUT, trimestre.fin, tous), synthese["personnes"]["personnes"], sortie)
    ensemble = Boite(trimestre.debut, trimestre.fin, tous)
    yield Publie(ensemble, synthese["personnes_trimestre"]["personnes"], sortie)
    entrees = Boite(trimestre.debut, trimestre.fin, tous, frozenset({("Entrée", trimestre.code)}))
    yield Publie(entrees, synthese["entrees"]["personnes"], sortie)
    for repartition in (synthese["publics"], synthese["modalites"], *synthese["profils"]):
        yield from _lire_repartition(repartition, ensemble, sortie)
    for fiche in fiches:
        boite = Boite(trimestre.debut, trimestre.fin, frozenset({fiche["reference"]}))
        for repartition in (fiche["publics"], fiche["modalites"]):
            yield from _lire_repartition(repartition, boite, sortie)


def _lire_repartition(repartition: Mapping[str, Any], boite: Boite, sortie: str) -> Iterator[Publie]:
    yield Publie(boite, repartition["total"]["personnes"], sortie)
    for ligne in repartition["lignes"]:
        trait = frozenset({(repartition["titre"], ligne["libelle"])})
        yield Publie(Boite(boite.debut, boite.fin, boite.marches, trait), ligne["effectif"]["personnes"], sortie)
