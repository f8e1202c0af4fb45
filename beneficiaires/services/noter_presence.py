"""Say who came to a session: one person, one tap."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.enums import Venue
from beneficiaires.models import InscriptionAction, PresenceAction, SeanceAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class PresenceRefusee(ValueError):
    """The presence cannot be noted; the sentence says why."""


@transaction.atomic
def noter_presence(*, seance: SeanceAction, inscription: InscriptionAction, etat: str, par: Any) -> None:
    """The last word holds; an empty `etat` takes back what was noted."""
    if seance.action_id != inscription.action_id:
        raise PresenceRefusee("Cette personne n’est pas inscrite à cette action.")
    if seance.annulee_a or inscription.retiree_a:
        raise PresenceRefusee("La séance est annulée ou la personne retirée\u00a0: rien n’a été noté.")
    if seance.jour > timezone.localdate():
        raise PresenceRefusee(f"La séance est le {seance.jour:%d/%m/%Y}\u00a0: les présences se notent ce jour-là.")
    if etat:
        PresenceAction.objects.update_or_create(
            seance=seance,
            inscription=inscription,
            defaults={"etat": Venue(etat), "notee_a": timezone.now(), "notee_par": str(par or "")},
        )
    else:
        PresenceAction.objects.filter(seance=seance, inscription=inscription).delete()
    journaliser(Verbe.ACTION_PRESENCE, seance.action, par=par, jour=seance.jour)
