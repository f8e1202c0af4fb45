"""The mail service says that a reminder did not reach its reader."""

from __future__ import annotations

import uuid

from django.db import transaction

from clauses_app.comptes.models import Adhesion
from marches.services.signaler_adresse_en_echec import signaler_adresse_en_echec
from suivi_heures.enums import StatutRelance
from suivi_heures.models import Relance


@transaction.atomic
def constater_rejet(*, identifiant: uuid.UUID, motif: str, par: Adhesion | None = None) -> Relance | None:
    """The address is set aside. None when the reminder is unknown, or the news is not new."""
    touchees = Relance.objects.filter(
        identifiant=identifiant, statut__in=[StatutRelance.ENVOYEE, StatutRelance.EN_COURS]
    )
    relance: Relance | None = touchees.first()
    if relance is None or not touchees.update(statut=StatutRelance.REJETEE, detail=motif[:500]):
        return None
    signaler_adresse_en_echec(courriel=relance.courriel, motif=motif, par=par)
    return relance
