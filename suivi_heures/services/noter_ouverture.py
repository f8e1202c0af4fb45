"""Remember that a personal link was opened by somebody."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.models import LienDepot


def noter_ouverture(*, lien: LienDepot) -> None:
    """By a person's gesture only: a mail scanner that reads the address leaves no trace."""
    LienDepot.objects.filter(pk=lien.pk).update(ouvert_a=timezone.now())
