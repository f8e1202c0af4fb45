"""Write an agreement of a structure of the directory."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Agrement


class AgrementRefuse(ValueError):
    """Nothing was written; the sentence says why."""


@transaction.atomic
def noter_agrement(*, agrement: Agrement, par: Any) -> Agrement:
    agrement.par_nom = str(par or "")
    try:
        with transaction.atomic():
            agrement.save()
    except IntegrityError:
        raise AgrementRefuse("Ce conventionnement est déjà noté à cette date.") from None
    journaliser(Verbe.AGREMENT_NOTE, agrement.structure, par=par, debut=agrement.debut, fin=agrement.fin)
    return agrement
