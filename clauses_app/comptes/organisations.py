"""The organisations an external member may speak for. They live in a room above: named by string only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from clauses_app.comptes.enums import Role
from clauses_app.tenancy.tri import par_nom

ENTREPRISE = "entreprise"
ACHETEUR = "acheteur"


@dataclass(frozen=True)
class Organisation:
    """A company, a structure or a buyer, as the choice of a form names it: `entreprise-12`."""

    code: str
    nom: str
    role: Role

    @property
    def entreprise_id(self) -> int | None:
        return self._identifiant(ENTREPRISE)

    @property
    def maitre_ouvrage_id(self) -> int | None:
        return self._identifiant(ACHETEUR)

    def _identifiant(self, sorte: str) -> int | None:
        debut, _, numero = self.code.partition("-")
        return int(numero) if debut == sorte else None


def lister_organisations() -> list[Organisation]:
    """All those of the current guichet, by name."""
    entreprises = _lire("marches", "Entreprise", "type_structure")
    acheteurs = _lire("marches", "MaitreOuvrage")
    return [
        *(
            Organisation(f"{ENTREPRISE}-{pk}", nom, Role.STRUCTURE if structure else Role.ENTREPRISE)
            for pk, nom, structure in entreprises
        ),
        *(Organisation(f"{ACHETEUR}-{pk}", nom, Role.ACHETEUR) for pk, nom in acheteurs),
    ]


def _lire(app: str, modele: str, *champs: str) -> Any:
    return apps.get_model(app, modele).objects.order_by(*par_nom("nom")).values_list("pk", "nom", *champs)
