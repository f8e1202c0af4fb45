"""Say that everybody enrolled came to a session: one tap for all, then each exception."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.enums import Venue
from beneficiaires.models import InscriptionAction, PresenceAction, SeanceAction
from beneficiaires.services.noter_presence import PresenceRefusee
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def noter_tous_presents(*, seance: SeanceAction, par: Any) -> int:
    """What is already noted of somebody is left as it is."""
    if seance.annulee_a or seance.jour > timezone.localdate():
        raise PresenceRefusee("La séance est annulée ou à venir\u00a0: rien n’a été noté.")
    notees = PresenceAction.objects.filter(seance=seance)
    manquent = InscriptionAction.objects.filter(action=seance.action_id, retiree_a=None).exclude(
        pk__in=notees.values("inscription")
    )
    presences = [
        PresenceAction(seance=seance, inscription=i, etat=Venue.PRESENT, notee_par=str(par or "")) for i in manquent
    ]
    PresenceAction.objects.bulk_create(presences, ignore_conflicts=True)
    if presences:
        journaliser(Verbe.ACTION_PRESENCE, seance.action, par=par, jour=seance.jour, nombre=len(presences))
    return len(presences)
