"""Versions of the rules of the count, read for their screens."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

from clauses_app.interface.formats import formater_nombre
from marches.enums import ConditionBonification
from marches.models import Lot, RegleDecompte

IDENTITE = frozenset({"id", "guichet", "code", "date_effet"})
SANS_LIMITE = "sans limite"


@dataclass(frozen=True)
class Difference:
    """A parameter before and after, ready to print; `avant` is empty for a first version."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Version:
    regle: RegleDecompte
    differences: tuple[Difference, ...]
    en_vigueur: bool = False
    a_venir: bool = False


@dataclass
class Regle:
    code: str
    lots: int = 0
    versions: list[Version] = field(default_factory=list)


def lire_regles(regles: Iterable[RegleDecompte], aujourd_hui: datetime.date) -> list[Regle]:
    """By code; the versions of each from the latest to the first, with what each one changed."""
    par_code: dict[str, list[RegleDecompte]] = defaultdict(list)
    for regle in sorted(regles, key=lambda r: (r.code, r.date_effet)):
        par_code[regle.code].append(regle)
    lots = dict(
        Lot.objects.values_list("marche__regle_code")
        .annotate(n=models.Count("pk"))
        .values_list("marche__regle_code", "n")
    )
    lues = []
    for code, versions in par_code.items():
        en_vigueur = max((v.date_effet for v in versions if v.date_effet <= aujourd_hui), default=None)
        lue = Regle(code, lots.get(code, 0))
        for rang, version in enumerate(versions):
            lue.versions.insert(
                0,
                Version(
                    version,
                    comparer(versions[rang - 1] if rang else None, version),
                    en_vigueur=version.date_effet == en_vigueur,
                    a_venir=version.date_effet > aujourd_hui,
                ),
            )
        lues.append(lue)
    return lues


def comparer(avant: RegleDecompte | None, apres: RegleDecompte) -> tuple[Difference, ...]:
    """Every parameter of a first version; of another, only what it changes."""
    return tuple(
        Difference(_libelle(champ), _ecrire(avant, champ) if avant else "", _ecrire(apres, champ))
        for champ in RegleDecompte._meta.local_concrete_fields
        if champ.name not in IDENTITE
        and (avant is None or getattr(avant, champ.attname) != getattr(apres, champ.attname))
    )


def version_precedente(code: str, date_effet: datetime.date) -> RegleDecompte | None:
    """The one a version at this date takes over from."""
    anciennes = RegleDecompte.objects.filter(code=code, date_effet__lt=date_effet)
    precedente: RegleDecompte | None = anciennes.order_by("-date_effet").first()
    return precedente


def compter_lots_concernes(code: str, date_effet: datetime.date) -> int:
    """Lots whose hours may be counted by this version: a first version also counts what precedes it."""
    lots = Lot.objects.filter(marche__regle_code=code)
    if version_precedente(code, date_effet) is not None:
        lots = lots.filter(marche__date_fin__gte=date_effet)
    return int(lots.count())


def _libelle(champ: models.Field[Any, Any]) -> str:
    texte = str(champ.verbose_name)
    return texte[:1].upper() + texte[1:]


def _ecrire(regle: RegleDecompte, champ: models.Field[Any, Any]) -> str:
    valeur = getattr(regle, champ.attname)
    if champ.name == "bonifications":
        return _ecrire_bonifications(valeur)
    if valeur is None:
        return SANS_LIMITE
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if champ.choices:
        return str(getattr(regle, f"get_{champ.name}_display")())
    return formater_nombre(valeur) if isinstance(valeur, Decimal) else str(valeur)


def _ecrire_bonifications(bonifications: list[dict[str, str]]) -> str:
    return (
        ", ".join(
            f"{ConditionBonification(une['condition']).label} × {formater_nombre(Decimal(str(une['coefficient'])))}"
            for une in bonifications
        )
        or "aucune"
    )
