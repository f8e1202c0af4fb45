"""Tell on the report that its production failed, in one sentence that says what to do."""

from __future__ import annotations

from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan

PANNE = "La production s’est arrêtée sur une panne\u202f; demandez-la de nouveau."


def signaler_echec_bilan(*, bilan_id: int, message: str = PANNE) -> None:
    Bilan.objects.filter(pk=bilan_id, statut__in=(StatutBilan.DEMANDE, StatutBilan.EN_COURS)).update(
        statut=StatutBilan.ECHEC, message=message[:500], etape=""
    )
