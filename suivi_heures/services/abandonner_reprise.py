"""Give up a dropped file: nothing of it stays but its name."""

from __future__ import annotations

from suivi_heures.enums import StatutReprise
from suivi_heures.models import Reprise
from suivi_heures.services.deposer_reprise import OUVERTS


def abandonner_reprise(*, reprise: Reprise) -> None:
    """A file already kept, or being kept, can no longer be given up."""
    Reprise.objects.filter(pk=reprise.pk, statut__in=OUVERTS).update(
        statut=StatutReprise.ABANDONNEE, contenu=None, rapport={}
    )
