"""Find the reports whose production was lost, and give up those that wait for too long."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, SectionBilan
from suivi_heures.services.signaler_echec_bilan import signaler_echec_bilan

PERDU_APRES = timedelta(minutes=10)  # longer than any task may run
ABANDONNE_APRES = timedelta(hours=1)
TROP_LONG = "La production n’a pas abouti en une heure\u202f; demandez-la de nouveau."


def relancer_bilans() -> list[int]:
    """Identifiers to send again. A long report lives as long as its sections come, one after the other."""
    maintenant = timezone.now()
    rendues = SectionBilan.objects.filter(
        bilan=OuterRef("pk"), demande_a=OuterRef("demande_a"), rendue_a__isnull=False
    ).order_by("-rendue_a")
    attendus = (
        Bilan.objects.filter(statut__in=(StatutBilan.DEMANDE, StatutBilan.EN_COURS))
        .annotate(vivant_a=Greatest("demande_a", Subquery(rendues.values("rendue_a")[:1])))
        .filter(vivant_a__lt=maintenant - PERDU_APRES)
        .order_by("pk")
    )
    perdus = []
    for bilan in attendus:
        if bilan.vivant_a < maintenant - ABANDONNE_APRES:
            signaler_echec_bilan(bilan_id=bilan.pk, message=TROP_LONG)
        else:
            perdus.append(bilan.pk)
    return perdus
