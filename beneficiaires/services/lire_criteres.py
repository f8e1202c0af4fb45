"""Show the criteria of a person to somebody entitled, who says why; the reading is remembered."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import Beneficiaire, DecisionEligibilite
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def lire_criteres(*, beneficiaire: Beneficiaire, motif: str, par: Any) -> list[DecisionEligibilite]:
    """No category in the journal: who, whom, why, when."""
    journaliser(Verbe.CRITERE_LU, beneficiaire, par=par, libelle=f"bénéficiaire {beneficiaire.ref}", pourquoi=motif)
    return list(DecisionEligibilite.objects.filter(beneficiaire=beneficiaire).order_by("-date_decision", "-pk"))
