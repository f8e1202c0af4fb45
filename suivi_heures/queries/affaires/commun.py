"""One line of the queue: who must act, since when, by when, and the gesture."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

TYPES = {
    "releves": "Relevés",
    "entreprises": "Entreprises",
    "eligibilites": "Éligibilités",
    "marches": "Marchés",
}


@dataclass(frozen=True)
class Affaire:
    """`ton`: suffix of the sign's class; `url`: name and arguments of the page where the gesture is done."""

    type: str
    ton: str
    icone: str
    titre: str
    detail: str
    bouton: str
    url: str
    cle: int | None
    qui: str
    depuis: datetime.date | None
    echeance: datetime.date | None
    requete: str = ""


def jour_de(instant: datetime.datetime) -> datetime.date:
    """Calendar day in Paris."""
    return timezone.localdate(instant)
