"""Create a lot or change its wording."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Lot


@transaction.atomic
def enregistrer_lot(*, lot: Lot, par: Any) -> Lot:
    """Neither its wording nor its landmarks change the count: nothing to recompute."""
    nouveau = lot.pk is None
    lot.save()
    journaliser(Verbe.LOT_ENREGISTRE, lot, par=par, marche_id=lot.marche_id, lot_nouveau=nouveau)
    return lot
