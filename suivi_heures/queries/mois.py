"""Calendar months, as the follow-up reads them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

UN_JOUR = datetime.timedelta(days=1)


def premier_jour(jour: datetime.date) -> datetime.date:
    return jour.replace(day=1)


def decaler(mois: datetime.date, nombre: int) -> datetime.date:
    """First day of the month `nombre` months away."""
    rang = mois.year * 12 + mois.month - 1 + nombre
    return datetime.date(rang // 12, rang % 12 + 1, 1)


def dernier_jour(mois: datetime.date) -> datetime.date:
    return decaler(mois, 1) - UN_JOUR


def suite_de_mois(premier: datetime.date, nombre: int) -> list[datetime.date]:
    return [decaler(premier, rang) for rang in range(nombre)]


def mois_entre(debut: datetime.date, fin: datetime.date) -> Iterator[datetime.date]:
    """Every month that [debut, fin] touches."""
    mois = premier_jour(debut)
    while mois <= fin:
        yield mois
        mois = decaler(mois, 1)


def lire_mois(texte: str) -> datetime.date | None:
    """« 2026-10 » as in addresses; None when it is something else."""
    try:
        mois = datetime.date.fromisoformat(f"{texte}-01")
    except ValueError:
        return None
    return mois if 2000 <= mois.year <= 2100 else None  # months are shifted: the calendar has an end


def jours_du_contrat(
    mois: datetime.date, debut: datetime.date, fin: datetime.date | None
) -> tuple[datetime.date, datetime.date] | None:
    """Days of the month within a contract: what a declaration of that month speaks of."""
    du, au = max(mois, debut), min(dernier_jour(mois), fin or datetime.date.max)
    return (du, au) if du <= au else None
