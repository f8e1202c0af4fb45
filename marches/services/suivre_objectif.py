"""Let the objective of a lot follow a base: hours worked, or euros invoiced beyond a trigger."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Lot, ObjectifGlissant
from marches.queries.formules_calibrage import FORMULE, Reglages
from marches.queries.saisie_calibrage import garder_entrees


@transaction.atomic
def suivre_objectif(
    *, lot: Lot, methode: str, entrees: Mapping[str, Decimal], reglages: Reglages, par: Any
) -> ObjectifGlissant:
    """New terms are a new row: they apply from the next declaration on, nothing already written moves."""
    objectif: ObjectifGlissant = ObjectifGlissant.objects.create(
        lot=lot,
        methode=methode,
        entrees=garder_entrees(entrees),
        reglages=reglages.en_json(),
        formule=FORMULE,
        par_nom=str(par or ""),
    )
    journaliser(
        Verbe.ASSIETTE_DECLAREE,
        lot,
        par=par,
        marche_id=lot.marche_id,
        methode=methode,
        termes=garder_entrees(entrees),
    )
    return objectif
