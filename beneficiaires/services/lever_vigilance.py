"""Explain a warning about contracts: it stays on the file with its explanation, and leaves the queue."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import Beneficiaire, VigilanceLevee
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def lever_vigilance(*, beneficiaire: Beneficiaire, cle: str, motif: str, par: Any) -> VigilanceLevee:
    """Twice the same: the first explanation stays."""
    levee: VigilanceLevee
    levee, nouvelle = VigilanceLevee.objects.get_or_create(
        cle=cle, defaults={"beneficiaire": beneficiaire, "motif": motif, "par_nom": str(par or "")}
    )
    if nouvelle:
        journaliser(
            Verbe.VIGILANCE_LEVEE, beneficiaire, par=par, libelle=f"bénéficiaire {beneficiaire.ref}", motif=motif
        )
    return levee
