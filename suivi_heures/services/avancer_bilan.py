"""Say where the production of a report stands."""

from __future__ import annotations

from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan


def avancer_bilan(*, bilan_id: int, avancement: int, etape: str) -> Bilan | None:
    """The report to work on, or None when it is already produced, failed or forgotten."""
    bilan: Bilan | None = (
        Bilan.objects.select_for_update(of=("self",))
        .filter(pk=bilan_id, statut__in=(StatutBilan.DEMANDE, StatutBilan.EN_COURS))
        .first()
    )
    if bilan is None:
        return None
    bilan.statut, bilan.avancement, bilan.etape = StatutBilan.EN_COURS, avancement, etape
    bilan.save(update_fields=["statut", "avancement", "etape"])
    return bilan
