"""Note that people were summoned to an action, and how."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from beneficiaires.enums import MoyenConvocation
from beneficiaires.models import Action, InscriptionAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def noter_convocations(*, action: Action, inscriptions: Iterable[int], moyen: str, le: datetime.date, par: Any) -> int:
    """Keys of the enrolled people of this action; the others are left."""
    siennes = InscriptionAction.objects.filter(action=action, retiree_a=None, pk__in=list(inscriptions))
    nombre = siennes.update(convoquee_le=le, convoquee_par=MoyenConvocation(moyen))
    if nombre:
        journaliser(Verbe.ACTION_CONVOCATION, action, par=par, nombre=nombre, moyen=MoyenConvocation(moyen).label)
    return int(nombre)
