"""Put a contract in an operation, move it to another, or take it out."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from marches.models import Marche, Operation
from marches.services.enregistrer_marche import enregistrer_marche


@transaction.atomic
def rattacher_marche(*, marche: Marche, operation: Operation | None, par: Any) -> Marche:
    """A rule may look at the whole operation: the count of the contract is done again."""
    verrouille = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    verrouille.operation = operation
    return enregistrer_marche(marche=verrouille, par=par)
