"""What an invitation is worth: who may send it, whether it still opens the door."""

from __future__ import annotations

from clauses_app.comptes.enums import EXTERNES, INTERNES, Role
from clauses_app.comptes.jetons import empreinte
from clauses_app.comptes.models import Adhesion, Invitation
from clauses_app.comptes.permissions import Permission, a_le_droit

DUREE = 14  # days


def peut_inviter(
    par: Adhesion, role: str, entreprise_id: int | None = None, maitre_ouvrage_id: int | None = None
) -> bool:
    """External members invite into their own organisation, at their own place; only a responsable makes another."""
    if not par.est_active or not a_le_droit(par, Permission.MEMBRE_INVITER):
        return False
    if par.role in EXTERNES:
        return (role, entreprise_id, maitre_ouvrage_id) == (par.role, par.entreprise_id, par.maitre_ouvrage_id)
    return role != Role.ADMIN_GUICHET or a_le_droit(par, Permission.MEMBRE_CHANGER)


def places_offertes(par: Adhesion) -> list[Role]:
    """Roles this member may invite to."""
    if par.role in EXTERNES:
        return [Role(par.role)]
    return [role for role in Role if peut_inviter(par, role)]


def lire_invitation(jeton: str) -> Invitation | None:
    """The open invitation of this token, if whoever sent it still may. In the sign-in role."""
    invitation = Invitation.objects.filter(empreinte_jeton=empreinte(jeton)).select_related("guichet").first()
    if invitation is None or not invitation.est_ouverte:
        return None
    auteur = Adhesion.objects.filter(pk=invitation.par_id, guichet_id=invitation.guichet_id).first()
    if auteur is None or not peut_inviter(
        auteur, invitation.role, invitation.entreprise_id, invitation.maitre_ouvrage_id
    ):
        return None
    return invitation


def est_interne(invitation: Invitation) -> bool:
    return invitation.role in INTERNES
