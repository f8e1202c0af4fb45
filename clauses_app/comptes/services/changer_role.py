"""Move a member of the staff to another role."""

from django.core.exceptions import ValidationError

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.enums import INTERNES, Role
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.responsables import verifier_un_responsable_reste


def changer_role(*, par: Adhesion, adhesion: Adhesion, role: Role) -> None:
    """Inside the staff only: an external member speaks for an organisation, it is invited to it."""
    if adhesion.role not in INTERNES or role not in INTERNES:
        raise ValidationError(
            "Ce rôle va avec une organisation : invitez la personne à sa nouvelle place, puis fermez l’ancienne."
        )
    avant = Role(adhesion.role)
    if avant == role:
        return
    verifier_un_responsable_reste(adhesion)
    adhesion.role = role
    adhesion.save(update_fields=["role"])
    journaliser(Verbe.MEMBRE_CHANGE, adhesion, par=par, avant=avant.label, apres=Role(role).label)
