"""The quarter, as everybody here speaks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_CODE = re.compile(r"(?P<annee>20\d{2})-?[Tt](?P<numero>[1-4])")


class TrimestreIllisible(ValueError):
    """The text does not name a quarter."""


@dataclass(frozen=True, slots=True, order=True)
class Trimestre:
    annee: int
    numero: int

    @classmethod
    def lire(cls, texte: str) -> Trimestre:
        trouve = _CODE.fullmatch(texte.strip())
        if trouve is None:
            raise TrimestreIllisible(
                f"« {texte} » n’est pas un trimestre : écrivez l’année puis le trimestre, par exemple 2026-T3."
            )
        return cls(int(trouve["annee"]), int(trouve["numero"]))

    @classmethod
    def contenant(cls, jour: date) -> Trimestre:
        return cls(jour.year, (jour.month + 2) // 3)

    @property
    def code(self) -> str:
        return f"{self.annee}-T{self.numero}"

    @property
    def libelle(self) -> str:
        return f"T{self.numero} {self.annee}"

    @property
    def ordinal(self) -> str:
        return "1er" if self.numero == 1 else f"{self.numero}e"

    @property
    def debut(self) -> date:
        return date(self.annee, 3 * self.numero - 2, 1)

    @property
    def fin(self) -> date:
        return self.suivant.debut - timedelta(days=1)

    @property
    def suivant(self) -> Trimestre:
        return Trimestre(self.annee + 1, 1) if self.numero == 4 else Trimestre(self.annee, self.numero + 1)

    @property
    def precedent(self) -> Trimestre:
        return Trimestre(self.annee - 1, 4) if self.numero == 1 else Trimestre(self.annee, self.numero - 1)

    @property
    def mois(self) -> tuple[date, date, date]:
        """First day of each of its months."""
        premier = 3 * self.numero - 2
        return date(self.annee, premier, 1), date(self.annee, premier + 1, 1), date(self.annee, premier + 2, 1)

    def __str__(self) -> str:
        return self.code
