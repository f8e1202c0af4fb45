"""Create a company, a structure or a buyer, or change what is known of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Entreprise, MaitreOuvrage, Operation


@transaction.atomic
def enregistrer_entreprise[T: (Entreprise, MaitreOuvrage, Operation)](*, objet: T, par: Any) -> T:
    """Write an actor already checked by its form; a missing reference is given by the house."""
    if not objet.ref:
        objet.ref = _prochaine_ref(type(objet))
    objet.save()
    journaliser(Verbe.ENTREPRISE_ENREGISTREE, objet, par=par)
    return objet


def _prochaine_ref(modele: Any) -> str:
    """First free reference of the guichet for this kind of actor."""
    prefixe = {"Entreprise": "E", "MaitreOuvrage": "MO", "Operation": "OP"}[modele.__name__]
    prises = set(modele.objects.filter(ref__startswith=prefixe).values_list("ref", flat=True))
    return next(ref for n in range(len(prises) + 1, len(prises) + 10_000) if (ref := f"{prefixe}{n:04d}") not in prises)
