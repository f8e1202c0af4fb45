"""Take a section that nobody is rendering. The lock is the row's: a worker that dies gives it back at once."""

from __future__ import annotations

from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, SectionBilan


def prendre_section(*, bilan_id: int) -> SectionBilan | None:
    """Held until the end of the transaction. The first section opens the file: it comes once all others are there."""
    bilan = Bilan.objects.filter(pk=bilan_id, statut=StatutBilan.EN_COURS).first()
    if bilan is None:
        return None
    restantes = SectionBilan.objects.filter(bilan=bilan, demande_a=bilan.demande_a, rendue_a=None)
    libres = restantes.select_for_update(of=("self",), skip_locked=True).order_by("rang")
    libre: SectionBilan | None = libres.filter(rang__gt=0).first()
    if libre is None and not restantes.filter(rang__gt=0).exists():
        libre = libres.first()
    return libre
