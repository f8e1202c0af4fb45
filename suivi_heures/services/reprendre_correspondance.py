"""Come back to an earlier version of the columns: a new version, that says so."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from suivi_heures.models import Correspondance
from suivi_heures.services.retenir_correspondance import retenir_correspondance


@transaction.atomic
def reprendre_correspondance(*, correspondance: Correspondance, par: Any) -> Correspondance:
    """Files already read keep what was said of them."""
    return retenir_correspondance(
        entreprise=correspondance.entreprise,
        empreinte=correspondance.empreinte,
        colonnes=correspondance.colonnes,
        mois=correspondance.mois,
        releve_id=correspondance.releve_id,
        motif=f"Version {correspondance.version} reprise.",
        par=par,
    )
