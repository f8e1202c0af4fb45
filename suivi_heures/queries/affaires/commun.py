"""One line of the queue: who must act, since when, by when, and the gesture."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

TYPES = {
    "releves": "Relevés",
    "entreprises": "Entreprises",
    "difficultes": "Difficultés",
    "eligibilites": "Éligibilités",
    "marches": "Marchés",
    "parcours": "Parcours",
    "financements": "Financements",
}


@dataclass(frozen=True)
class Geste:
    """What can be done from the queue itself. `code`: known to the views; `motif`: a reason is asked for."""

    code: str
    libelle: str
    arguments: dict[str, str] = field(default_factory=dict)
    motif: bool = False


@dataclass(frozen=True)
class Affaire:
    """`ton`: suffix of the sign's class; `url`: name and arguments of the page where the gesture is done.

    `sujet` tells apart two affairs about the same page; `responsable_id`: the member who follows the contract.
    `sans_personne`: its title names nobody, it may leave Ancrage; to be said of each, silence hides the title.
    """

    type: str
    ton: str
    icone: str
    titre: str
    detail: str
    bouton: str
    url: str
    cle: int | str | None
    qui: str
    depuis: datetime.date | None
    echeance: datetime.date | None
    requete: str = ""
    sujet: str = ""
    responsable_id: int | None = None
    geste: Geste | None = None
    sans_personne: bool = False

    @property
    def identite(self) -> str:
        """Stable from day to day: what was decided about the affair hangs on it."""
        return f"{self.sujet or self.icone}.{self.url}.{self.cle or ''}{self.requete}"[:200]

    @property
    def empreinte(self) -> str:
        """The facts as told: another title is another situation."""
        return hashlib.sha256(self.titre.encode()).hexdigest()[:32]


def ranger(affaire: Affaire) -> dict[str, Any]:
    """As kept in the database between two readings."""
    donnees = {nom: getattr(affaire, nom) for nom in Affaire.__dataclass_fields__}
    for nom in ("depuis", "echeance"):
        donnees[nom] = donnees[nom].isoformat() if donnees[nom] else None
    if affaire.geste:
        donnees["geste"] = {nom: getattr(affaire.geste, nom) for nom in Geste.__dataclass_fields__}
    return donnees


def deplier(donnees: dict[str, Any]) -> Affaire:
    jours = {nom: datetime.date.fromisoformat(donnees[nom]) if donnees[nom] else None for nom in ("depuis", "echeance")}
    geste = Geste(**donnees["geste"]) if donnees["geste"] else None
    return Affaire(**(donnees | jours | {"geste": geste}))


def prochain_lundi(au: datetime.date) -> datetime.date:
    return au + datetime.timedelta(days=7 - au.weekday())


def dire_lundi(au: datetime.date) -> str:
    """On a Monday, « lundi » alone would be read as today."""
    return "lundi prochain" if au.weekday() == 0 else "lundi"


def jour_de(instant: datetime.datetime) -> datetime.date:
    """Calendar day in Paris."""
    return timezone.localdate(instant)
