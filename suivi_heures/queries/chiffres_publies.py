"""What may be read by putting two documents side by side.

A published number of people is a box: months, contracts, traits (« Sexe » = « Femmes »). Where a box stands inside
another, the reader subtracts: what is left is a group like any other. A box that would leave fewer people than the
threshold beside anything already published is kept secret, and so is, for good, a box that was once hidden. Boxes
and numbers are kept, never who is in them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """Published boxes, by traits and by contracts: only boxes that include one another can be subtracted."""

    def __init__(self, publies: Iterable[Publie] = ()) -> None:
        self._boites: dict[frozenset[str], dict[frozenset[Trait], dict[Publie, None]]] = {}
        self._contenant: dict[str, list[frozenset[str]]] = defaultdict(list)  # contract → sets of contracts with it
        self._premier: dict[str, list[frozenset[str]]] = defaultdict(list)  # contract → sets that begin with it
        self._caches: set[Boite] = set()
        self._dites: set[Boite] = set()
        for un in publies:
            self.ajouter(un)

    def ajouter(self, un: Publie) -> None:
        boite = un.boite
        if un.nombre is None:
            self._caches.add(boite)
            return
        self._dites.add(boite)
        if boite.marches not in self._boites:
            self._boites[boite.marches] = {}
            for marche in boite.marches:
                self._contenant[marche].append(boite.marches)
            self._premier[min(boite.marches, default="")].append(boite.marches)
        self._boites[boite.marches].setdefault(boite.traits, {})[un] = None

    def est_cachee(self, boite: Boite) -> bool:
        return boite in self._caches

    def reste_cachee(self, boite: Boite) -> bool:
        """Hidden once and never said: what a document said cannot be taken back."""
        return boite in self._caches and boite not in self._dites

    def voisins(self, boite: Boite) -> Iterator[Publie]:
        """What may hold this box or be held in it."""
        for marches in self._ensembles(boite.marches):
            for traits, publies in self._boites[marches].items():
                if traits <= boite.traits or boite.traits <= traits:
                    yield from publies

    def _ensembles(self, marches: frozenset[str]) -> Iterator[frozenset[str]]:
        """Sets of contracts that include this one, then those that it includes."""
        if marches:
            rare = min(marches, key=lambda marche: len(self._contenant[marche]) if marche in self._contenant else 0)
            yield from (un for un in self._contenant.get(rare, ()) if marches <= un)
        else:
            yield from self._boites
        for premier in marches:
            yield from (un for un in self._premier.get(premier, ()) if un < marches)

    def trahi_par(self, un: Publie, *, seuil: int) -> Publie | None:
        """The document that, beside this number, would give a small group away."""
        return next((autre for autre in self.voisins(un.boite) if se_soustraient(un, autre, seuil=seuil)), None)


def trahis(publies: Sequence[Publie], registre: Registre, *, seuil: int) -> set[Boite]:
    """Boxes of a document that a pair gives away; of two of its own, the inner one goes. What it hides in a place,
    it must not print in another."""
    cachees = {un.boite for un in publies if un.nombre is None}
    dits = [un for un in publies if un.nombre]
    trouvees = {un.boite for un in dits if un.boite in cachees or registre.trahi_par(un, seuil=seuil)}
    ici = Registre(publies)
    return trouvees | {
        un.boite
        for un in dits
        if any(
            autre.boite.contient(un.boite) and se_soustraient(un, autre, seuil=seuil) for autre in ici.voisins(un.boite)
        )
    }


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
