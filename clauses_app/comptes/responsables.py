"""A guichet always keeps somebody who can open and close its doors."""

from django.core.exceptions import ValidationError

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion


def verifier_un_responsable_reste(adhesion: Adhesion) -> None:
    """Refuse to take away the last one. The rows are locked: two departures at once are seen."""
    if adhesion.role != Role.ADMIN_GUICHET or not adhesion.est_active:
        return
    responsables = Adhesion.objects.responsables().select_for_update(of=("self",)).order_by("pk")
    if not any(autre.pk != adhesion.pk for autre in responsables):
        raise ValidationError(
            f"{adhesion.nom_affiche} est la seule personne responsable du guichet. "
            "Donnez d’abord ce rôle à quelqu’un d’autre."
        )
