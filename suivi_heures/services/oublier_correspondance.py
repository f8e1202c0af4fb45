"""Forget what the columns of a layout hold: the next file is read by its titles, and asks what they do not say."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from suivi_heures.models import Correspondance, CorrespondancePartagee
from suivi_heures.queries.cles_partagees import cles_partagees


@transaction.atomic
def oublier_correspondance(*, correspondance: Correspondance, par: Any) -> Correspondance:
    """Said twice, forgotten once. A guichet that said its own keeps it; files already read do not change."""
    une: Correspondance = Correspondance.objects.select_for_update(of=("self",)).get(pk=correspondance.pk)
    if une.oubliee_a is not None:
        return une
    une.oubliee_a, une.oubliee_par = timezone.now(), str(par or "")[:200]
    une.save(update_fields=["oubliee_a", "oubliee_par"])
    for cle in cles_partagees(une.entreprise.siret, une.empreinte)[:1]:
        CorrespondancePartagee.objects.create(cle=cle, champs=[])
    return une
