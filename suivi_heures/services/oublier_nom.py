"""Forget who a sender meant by a name: the next file asks again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from suivi_heures.models import NomRetenu


@transaction.atomic
def oublier_nom(*, nom: NomRetenu, par: Any) -> NomRetenu:
    """Said twice, forgotten once. Lines already corrected keep their correction."""
    nom = NomRetenu.objects.select_for_update(of=("self",)).get(pk=nom.pk)
    if nom.oublie_a is None:
        nom.oublie_a, nom.oublie_par = timezone.now(), str(par or "")
        nom.save(update_fields=["oublie_a", "oublie_par"])
    return nom
