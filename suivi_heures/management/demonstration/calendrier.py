"""The dates of the demonstration. It is written as it was lived in the autumn of 2026, and loaded whole months later
(or earlier), so that it always tells of the last weeks. Quarters are told from the quarter it is loaded in."""

from __future__ import annotations

import calendar
import datetime
import re
from contextvars import ContextVar
from typing import Any

from django.utils import timezone

from suivi_heures.queries.trimestres import Trimestre

# the last fact that the scenarios tell
DERNIER_FAIT = datetime.date(2026, 11, 16)
# a contract of the scenario, and the day it starts as it is written: tells the shift of what is loaded already
REPERE = ("2024-T9-INF", datetime.date(2024, 9, 2))
JOUR_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_ecart: ContextVar[int | None] = ContextVar("ecart", default=None)


def ecart_du_jour(aujourd_hui: datetime.date) -> int:
    """Months to add for the last fact to be past, by less than a month."""
    ecart = _mois(aujourd_hui) - _mois(DERNIER_FAIT)
    return ecart if aujourd_hui.day >= DERNIER_FAIT.day else ecart - 1


def ecart_entre(ecrit: datetime.date, charge: datetime.date) -> int:
    """Of a demonstration loaded some time ago: what is added to it follows the same shift."""
    return _mois(charge) - _mois(ecrit)


def poser_ecart(ecart: int) -> None:
    _ecart.set(ecart)


def oublier_ecart() -> None:
    """Back to the shift of the present day."""
    _ecart.set(None)


def decaler(jour: datetime.date) -> datetime.date:
    """The last day of a month stays the last: months of hours and ends of contracts go on fitting."""
    ecart = _ecart.get()
    mois = _mois(jour) + (ecart_du_jour(timezone.localdate()) if ecart is None else ecart)
    annee, mois = divmod(mois, 12)
    dernier = calendar.monthrange(annee, mois + 1)[1]
    fin = jour.day == calendar.monthrange(jour.year, jour.month)[1]
    return datetime.date(annee, mois + 1, dernier if fin else min(jour.day, dernier))


def le(annee: int, mois: int, jour: int) -> datetime.date:
    """A day of the demonstration, as the scenario writes it."""
    return decaler(datetime.date(annee, mois, jour))


def trimestre_avant(rang: int) -> Trimestre:
    """`rang` quarters before that of the last fact: 1 is published, 2 and 3 are closed."""
    trimestre = Trimestre.contenant(decaler(DERNIER_FAIT))
    for _ in range(rang):
        trimestre = trimestre.precedent
    return trimestre


def decaler_scenario(valeur: Any, cle: str = "") -> Any:
    """Every date of a scenario, but the births: people do not get younger."""
    if isinstance(valeur, dict):
        return {nom: decaler_scenario(une, nom) for nom, une in valeur.items()}
    if isinstance(valeur, list):
        return [decaler_scenario(une) for une in valeur]
    if cle != "date_naissance" and isinstance(valeur, str) and JOUR_ISO.fullmatch(valeur):
        return str(decaler(datetime.date.fromisoformat(valeur)))
    return valeur


def _mois(jour: datetime.date) -> int:
    return jour.year * 12 + jour.month - 1
