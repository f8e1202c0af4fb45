"""Add a dated line to the journal of hours due."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.changements import signaler
from marches.enums import SourceEngagement
from marches.models import EngagementHeures, Lot
from marches.queries.objectif import objectif_des_lots


class ObjectifNegatif(ValueError):
    """More hours would be taken off than the lot owes."""


@transaction.atomic
def inscrire_engagement(
    *, lot: Lot, date: datetime.date, source: str, heures: Decimal, motif: str = "", par: Any
) -> EngagementHeures:
    """`heures` is signed. A line is never edited: a mistake is undone by an opposite line. A lot never owes less
    than nothing."""
    Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    du = objectif_des_lots([lot.pk])[lot.pk]
    if heures < 0 and du + heures < 0:
        raise ObjectifNegatif(
            f"Le lot doit {formater_heures(du)}\u00a0: en retirer {formater_heures(-heures)} donnerait un dû négatif,"
            f" {formater_heures(du + heures)}."
        )
    ligne: EngagementHeures = EngagementHeures.objects.create(
        lot=lot, date=date, source=source, heures=heures, motif=motif, par_nom=str(par or "")
    )
    signaler(lots=[lot.pk])
    journaliser(
        Verbe.ENGAGEMENT_INSCRIT,
        lot,
        par=par,
        marche_id=lot.marche_id,
        heures=heures,
        date=date,
        source=SourceEngagement(source).label,
    )
    return ligne
