"""Take back a version that is not in force yet."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import RegleDecompte


def retirer_regle(*, regle: RegleDecompte, par: Any, aujourd_hui: datetime.date) -> None:
    """Once in force it has counted hours: it stays, and so does what it counted."""
    if regle.date_effet <= aujourd_hui:
        raise ValidationError("Cette version est entrée en vigueur. Ajoutez-en une autre plutôt que de la retirer.")
    if not RegleDecompte.objects.filter(code=regle.code).exclude(pk=regle.pk).exists():
        raise ValidationError("C’est la seule version de cette règle. Des marchés peuvent en dépendre.")
    journaliser(Verbe.REGLE_AJOUTEE, regle, par=par, code=regle.code, date_effet=regle.date_effet, retiree=True)
    regle.delete()
