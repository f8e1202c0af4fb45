"""Take back an invitation that was not answered."""

from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion, Invitation


def annuler_invitation(*, par: Adhesion, invitation: Invitation) -> None:
    """The link of the letter opens nothing any more."""
    invitation.annulee_a = timezone.now()
    invitation.save(update_fields=["annulee_a"])
    journaliser(Verbe.MEMBRE_INVITE, invitation, par=par, libelle=invitation.nom_affiche, annulee=True)
