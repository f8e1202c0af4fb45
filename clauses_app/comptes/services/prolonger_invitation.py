"""Give an invitation fourteen more days; a new letter replaces the former."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.invitations import DUREE, peut_inviter
from clauses_app.comptes.models import Adhesion, Invitation


def prolonger_invitation(*, par: Adhesion, invitation: Invitation) -> None:
    """The right to invite at this place is asked again: it may have been lost since."""
    if not peut_inviter(par, invitation.role, invitation.entreprise_id, invitation.maitre_ouvrage_id):
        raise ValidationError("Votre rôle ne permet pas d’inviter à cette place.")
    invitation.expire_a = timezone.now() + datetime.timedelta(days=DUREE)
    invitation.save(update_fields=["expire_a"])
    journaliser(Verbe.MEMBRE_INVITE, invitation, par=par, libelle=invitation.nom_affiche, renvoyee=True)
