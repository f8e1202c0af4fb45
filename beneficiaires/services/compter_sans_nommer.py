"""Say how many people came to a session, without filing anybody."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import SeanceAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class DecompteRefuse(ValueError):
    """The count cannot be noted; the sentence says why."""


@transaction.atomic
def compter_sans_nommer(*, seance: SeanceAction, nombre: int | None, par: Any) -> SeanceAction:
    """None takes the count back."""
    if nombre is not None and seance.jour > timezone.localdate():
        raise DecompteRefuse(f"La séance est le {seance.jour:%d/%m/%Y}\u00a0: comptez les personnes ce jour-là.")
    seance.decompte, seance.decompte_par = nombre, str(par or "") if nombre is not None else ""
    seance.save(update_fields=["decompte", "decompte_par"])
    journaliser(Verbe.ACTION_PRESENCE, seance.action, par=par, jour=seance.jour, nombre=nombre)
    return seance
