"""Match what a file says with what the guichet holds: create, change or leave alone, by reference."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from suivi_heures.queries.retraits import REPRISE

LOT_D_ECRITURE = 1000
MARQUE = REPRISE


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """Identifiers by key, and the keys created, really changed, or held but not in the file."""

    ids: dict[Any, int]
    crees: list[Any]
    changes: list[Any]
    absents: list[Any]


@dataclass(slots=True)
class Avancee:
    """What a reprise has done so far, kind by kind, and the identifiers the next kinds refer to."""

    cree: dict[str, int] = field(default_factory=dict)
    mis_a_jour: dict[str, int] = field(default_factory=dict)
    absents: dict[str, list[str]] = field(default_factory=dict)
    # hours of the file that a person took back or corrected here: what was done here is kept
    laissees: list[str] = field(default_factory=list)
    ids: dict[str, dict[Any, int]] = field(default_factory=dict)

    def noter(self, nom: str, cree: int, mis_a_jour: int, absents: list[str] | None = None) -> None:
        self.cree[nom] = cree
        self.mis_a_jour[nom] = mis_a_jour
        if absents:
            self.absents[nom] = sorted(absents)

    def retenir(self, nom: str, fait: Rapprochement) -> None:
        """Note a kind whose keys are plain references."""
        self.ids[nom] = fait.ids
        self.noter(nom, len(fait.crees), len(fait.changes), fait.absents)

    @property
    def a_change(self) -> bool:
        return any(self.cree.values()) or any(self.mis_a_jour.values())


def rapprocher_objets(
    *, modele: type[models.Model], cle: tuple[str, ...], voulus: Mapping[Any, Mapping[str, Any]]
) -> Rapprochement:
    """One reading, one insertion, one update. The key is a value, or a tuple when several columns make it."""
    champs = sorted({nom for valeurs in voulus.values() for nom in valeurs})
    tenus = _tenus(modele, cle, champs)
    crees = [c for c in voulus if c not in tenus]
    changes = {
        c: {nom: valeur for nom, valeur in valeurs.items() if tenus[c][1][nom] != valeur}
        for c, valeurs in voulus.items()
        if c in tenus
    }
    changes = {c: ecarts for c, ecarts in changes.items() if ecarts}
    objets: Any = modele._default_manager
    nouveaux = objets.bulk_create([_objet(modele, cle, c, voulus[c]) for c in crees], batch_size=LOT_D_ECRITURE)
    if changes:
        modifies = [modele(pk=tenus[c][0], **{**tenus[c][1], **ecarts}) for c, ecarts in changes.items()]
        noms = sorted({nom for ecarts in changes.values() for nom in ecarts})
        objets.bulk_update(modifies, noms, batch_size=LOT_D_ECRITURE)
    ids = {c: pk for c, (pk, _) in tenus.items() if c in voulus}
    ids.update((c, objet.pk) for c, objet in zip(crees, nouveaux, strict=True))
    return Rapprochement(ids, crees, list(changes), [c for c in tenus if c not in voulus])


def _tenus(
    modele: type[models.Model], cle: tuple[str, ...], champs: list[str]
) -> dict[Hashable, tuple[int, dict[str, Any]]]:
    """Everything of that kind in the guichet, by key."""
    lignes = modele._default_manager.values_list("pk", *cle, *champs)
    debut = 1 + len(cle)
    return {
        ligne[1] if len(cle) == 1 else tuple(ligne[1:debut]): (
            ligne[0],
            dict(zip(champs, ligne[debut:], strict=True)),
        )
        for ligne in lignes
    }


def _objet(modele: type[models.Model], cle: tuple[str, ...], c: Any, valeurs: Mapping[str, Any]) -> models.Model:
    cles = (c,) if len(cle) == 1 else c
    return modele(**dict(zip(cle, cles, strict=True)), **valeurs)
