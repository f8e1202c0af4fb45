"""Cut a long report in sections to render: its figures are frozen from here."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, SectionBilan


@transaction.atomic
def planifier_sections(*, bilan_id: int, sections: list[dict[str, Any]]) -> int:
    """How many there are to render. A demand is cut once: delivered twice, the first figures hold."""
    bilan = Bilan.objects.select_for_update(of=("self",)).filter(pk=bilan_id, statut=StatutBilan.EN_COURS).first()
    if bilan is None or SectionBilan.objects.filter(bilan=bilan, demande_a=bilan.demande_a).exists():
        return 0
    SectionBilan.objects.bulk_create(
        SectionBilan(bilan=bilan, demande_a=bilan.demande_a, rang=rang, genre=donnees["genre"], donnees=donnees)
        for rang, donnees in enumerate(sections)
    )
    return len(sections)
