"""Forget a demand that would say nothing new, and say so on the report that already says it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.interface.formats import formater_date_heure
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan


@transaction.atomic
def oublier_demande_bilan(*, bilan_id: int, existant_id: int) -> None:
    Bilan.objects.filter(pk=bilan_id, statut__in=(StatutBilan.DEMANDE, StatutBilan.EN_COURS)).delete()
    Bilan.objects.filter(pk=existant_id).update(
        message=f"Redemandé le {formater_date_heure(timezone.now())}\u202f: aucun chiffre n’a changé."
    )
