"""Why lines were kept as they are, already said when they were corrected: nobody types it twice."""

from __future__ import annotations

from collections.abc import Iterable

from suivi_heures.enums import GesteLigne
from suivi_heures.models import CorrectionLigne


def motifs_donnes(lignes: Iterable[int]) -> dict[int, str]:
    """By line of timesheet."""
    gardees = CorrectionLigne.objects.filter(ligne_id__in=list(lignes), geste=GesteLigne.GARDER, annulee_a=None)
    return dict(gardees.exclude(motif="").order_by("pk").values_list("ligne_id", "motif"))
