"""Remember how a sending ended."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.enums import StatutRelance
from suivi_heures.models import Relance


def noter_envoi(*, relance_id: int, message_id: str = "", erreur: str = "") -> None:
    """Only a sending in progress can end."""
    en_cours = Relance.objects.filter(pk=relance_id, statut=StatutRelance.EN_COURS)
    if erreur:
        en_cours.update(statut=StatutRelance.ECHEC, detail=erreur[:500])
    else:
        en_cours.update(statut=StatutRelance.ENVOYEE, envoyee_a=timezone.now(), message_id=message_id[:255])
