"""Change what the guichet asks for a category, from a date on: a new version, the former ones stay."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from beneficiaires.models import ReferencePublic
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class DejaRegle(ValueError):
    """A version starts on that day already."""


@transaction.atomic
def regler_public(*, reference: ReferencePublic, par: Any) -> ReferencePublic:
    reference.par_nom = str(par or "")
    try:
        with transaction.atomic():
            reference.save(force_insert=True)
    except IntegrityError:
        raise DejaRegle("Une version commence déjà ce jour-là\u00a0: retirez-la ou changez la date.") from None
    journaliser(
        Verbe.PUBLICS_REGLES, reference, par=par, code=reference.code, date_effet=reference.date_effet,
        anciennete_mois=reference.anciennete_mois, admise=reference.admise,
    )  # fmt: skip
    return reference
