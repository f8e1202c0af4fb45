"""Actions and what they gave. To be called inside a guichet."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from beneficiaires.models import Action, Beneficiaire, InscriptionAction, PresenceAction, SeanceAction
from tests.factories.beneficiaires import creer_beneficiaire

_numeros = count(1)
JOUR = datetime.date(2026, 3, 10)


def creer_action(**champs: Any) -> Action:
    n = next(_numeros)
    defauts = {"type": "JOB_DATING", "nom": f"Action {n}", "date_debut": JOUR}
    lus = defauts | champs
    lus.setdefault("date_fin", lus["date_debut"])
    return Action.objects.create(**lus)


def creer_seance(*, action: Action | None = None, **champs: Any) -> SeanceAction:
    action = action or creer_action()
    return SeanceAction.objects.create(action=action, **{"jour": action.date_debut} | champs)


def inscrire(*, action: Action, personne: Beneficiaire | None = None, **champs: Any) -> InscriptionAction:
    return InscriptionAction.objects.create(
        action=action,
        beneficiaire=personne or creer_beneficiaire(),
        **{"inscrite_le": action.date_debut} | champs,
    )


def faire_venir(inscription: InscriptionAction, seance: SeanceAction, etat: str = "PRESENT") -> PresenceAction:
    return PresenceAction.objects.create(seance=seance, inscription=inscription, etat=etat)
