"""Take a receipt that must leave by mail, once."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from suivi_heures.models import RecuDepot

ESSAIS_MAX = 5


def prendre_recu(*, recu_id: int) -> RecuDepot | None:
    """None when another process has it, or after five attempts."""
    attente = RecuDepot.objects.filter(pk=recu_id, envoye_a=None, tentatives__lt=ESSAIS_MAX).exclude(courriel="")
    # conditional: of two workers, one gets the row
    if not attente.update(envoye_a=timezone.now(), tentatives=F("tentatives") + 1):
        return None
    recu: RecuDepot = RecuDepot.objects.select_related("releve", "entreprise").get(pk=recu_id)
    return recu
