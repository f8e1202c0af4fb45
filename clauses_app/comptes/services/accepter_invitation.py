"""Turn an invitation into a membership."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.acces import contexte_de
from clauses_app.comptes.models import Adhesion, Invitation, Utilisateur
from clauses_app.tenancy.contexte import basculer


def accepter_invitation(*, invitation: Invitation, utilisateur: Utilisateur) -> Adhesion:
    """Once only, by the account of the address it was sent to. In the sign-in role."""
    if utilisateur.email.lower() != invitation.courriel.lower():
        raise ValidationError("Cette invitation a été envoyée à une autre adresse.")
    prise = Invitation.objects.filter(pk=invitation.pk, acceptee_a=None, annulee_a=None).update(
        acceptee_a=timezone.now()
    )
    if not prise:
        raise ValidationError("Cette invitation a déjà servi.")
    deja = _membre_a_cette_place(invitation, utilisateur)
    if deja is not None:
        return deja
    place = {
        "guichet_id": invitation.guichet_id,
        "role": invitation.role,
        "entreprise_id": invitation.entreprise_id,
        "maitre_ouvrage_id": invitation.maitre_ouvrage_id,
    }
    adhesion: Adhesion
    adhesion, nouvelle = Adhesion.objects.get_or_create(
        utilisateur=utilisateur,
        **place,
        defaults={
            "organisation_nom": invitation.organisation_nom,
            "nom_affiche": utilisateur.nom_complet or invitation.nom_affiche,
            "courriel": utilisateur.email,
        },
    )
    if not nouvelle:
        adhesion.est_active = True
        adhesion.save(update_fields=["est_active"])
    with basculer(contexte_de(adhesion)):
        journaliser(Verbe.MEMBRE_ACCEPTE, adhesion, par=adhesion, role=adhesion.get_role_display())
    return adhesion


def _membre_a_cette_place(invitation: Invitation, utilisateur: Utilisateur) -> Adhesion | None:
    """Became a member in another role since the letter left: one membership is enough, its role is changed inside."""
    trouvee: Adhesion | None = (
        Adhesion.objects.filter(
            utilisateur=utilisateur,
            guichet_id=invitation.guichet_id,
            entreprise_id=invitation.entreprise_id,
            maitre_ouvrage_id=invitation.maitre_ouvrage_id,
            est_active=True,
        )
        .exclude(role=invitation.role)
        .first()
    )
    return trouvee
