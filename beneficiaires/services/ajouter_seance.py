"""Write a session of a collective action."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction

from beneficiaires.models import Action, SeanceAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_periode


class SeanceRefusee(ValueError):
    """The session cannot be written; the sentence says why."""


@transaction.atomic
def ajouter_seance(
    *, action: Action, jour: datetime.date, debut: datetime.time | None = None, lieu: str = "", par: Any
) -> SeanceAction:
    if not action.date_debut <= jour <= action.date_fin:
        raise SeanceRefusee(
            f"L’action se tient {formater_periode(action.date_debut, action.date_fin)}\u00a0:"
            " choisissez un jour de cette période, ou modifiez ses dates."
        )
    seance = SeanceAction(action=action, jour=jour, debut=debut, lieu=lieu or action.lieu)
    try:
        with transaction.atomic():
            seance.save()
    except IntegrityError:
        raise SeanceRefusee("Cette séance existe déjà\u00a0: même jour, même heure.") from None
    journaliser(Verbe.SEANCE_ECRITE, action, par=par, marche_id=action.marche_id, jour=jour)
    return seance
