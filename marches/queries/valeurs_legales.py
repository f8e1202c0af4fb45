"""National amounts at a date: those known by the product, put right or completed by the guichet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from marches.enums import CodeParametre
from marches.models import ParametreLegal

D = datetime.date
SMIC, PSS = CodeParametre.SMIC_HORAIRE, CodeParametre.PSS_HORAIRE
CONNUES: tuple[tuple[CodeParametre, datetime.date, Decimal], ...] = (
    (SMIC, D(2021, 1, 1), Decimal("10.25")),
    (SMIC, D(2021, 10, 1), Decimal("10.48")),
    (SMIC, D(2022, 1, 1), Decimal("10.57")),
    (SMIC, D(2022, 5, 1), Decimal("10.85")),
    (SMIC, D(2022, 8, 1), Decimal("11.07")),
    (SMIC, D(2023, 1, 1), Decimal("11.27")),
    (SMIC, D(2023, 5, 1), Decimal("11.52")),
    (SMIC, D(2024, 1, 1), Decimal("11.65")),
    (SMIC, D(2024, 11, 1), Decimal("11.88")),
    (SMIC, D(2026, 1, 1), Decimal("12.02")),
    (PSS, D(2021, 1, 1), Decimal("26.00")),
    (PSS, D(2023, 1, 1), Decimal("27.00")),
    (PSS, D(2024, 1, 1), Decimal("29.00")),
    (PSS, D(2026, 1, 1), Decimal("30.00")),
)
ORIGINE = "Valeur connue du produit, à vérifier"


@dataclass(frozen=True)
class ValeurLegale:
    code: str
    date_effet: datetime.date
    valeur: Decimal
    source: str
    par_nom: str = ""
    du_guichet: bool = False

    @property
    def libelle(self) -> str:
        return str(CodeParametre(self.code).label)


@dataclass(frozen=True)
class ValeursLegales:
    """All the amounts in force, oldest first; asked by date."""

    lignes: tuple[ValeurLegale, ...]

    def au(self, code: str, date: datetime.date) -> ValeurLegale | None:
        """None before the first known amount: no figure rather than a false one."""
        passees = [v for v in self.lignes if v.code == code and v.date_effet <= date]
        return max(passees, key=lambda v: v.date_effet) if passees else None


def lire_valeurs_legales() -> ValeursLegales:
    """One query. A line of the guichet replaces the known one of its date; without amount, it gives it back."""
    connues = {(c, d): ValeurLegale(c, d, v, ORIGINE) for c, d, v in CONNUES}
    valeurs: dict[tuple[str, datetime.date], ValeurLegale] = dict(connues)  # type: ignore[arg-type]
    for p in ParametreLegal.objects.order_by("saisi_a", "pk"):
        cle = (p.code, p.date_effet)
        if p.valeur is not None:
            valeurs[cle] = ValeurLegale(p.code, p.date_effet, p.valeur, p.source, p.par_nom, du_guichet=True)
        elif cle in connues:
            valeurs[cle] = connues[cle]  # type: ignore[index]
        else:
            valeurs.pop(cle, None)
    return ValeursLegales(tuple(sorted(valeurs.values(), key=lambda v: (v.code, v.date_effet))))
