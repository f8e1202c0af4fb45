"""Whose calendar a secret address opens, if it still does."""

from __future__ import annotations

from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import AbonnementAgenda


def abonne(empreinte: str) -> Adhesion | None:
    """None when the address was closed, or its owner left the team."""
    ouvert = AbonnementAgenda.objects.filter(empreinte_jeton=empreinte, ferme_a=None).first()
    if ouvert is None:
        return None
    membres = Adhesion.objects.filter(pk=ouvert.adhesion_id, est_active=True, role__in=INTERNES)
    membre: Adhesion | None = membres.select_related("guichet").first()
    return membre
