"""Forget the sections of reports that are finished, stopped or asked for again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from suivi_heures.enums import StatutBilan
from suivi_heures.models import SectionBilan


@transaction.atomic
def oublier_sections() -> int:
    """One that a worker still renders is left to it: it will be forgotten at the next passage."""
    utiles = SectionBilan.objects.filter(
        bilan__statut__in=(StatutBilan.DEMANDE, StatutBilan.EN_COURS), demande_a=F("bilan__demande_a")
    )
    vaines = (
        SectionBilan.objects.exclude(pk__in=utiles.values("pk"))
        .select_for_update(of=("self",), skip_locked=True)
        .values_list("pk", flat=True)
    )
    oubliees: int = SectionBilan.objects.filter(pk__in=list(vaines)).delete()[0]
    return oubliees
