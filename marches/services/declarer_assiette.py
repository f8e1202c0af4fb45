"""Write the cumulative base of a moving target, and the line of hours due that follows from it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_date
from marches.enums import SourceEngagement
from marches.models import DeclarationAssiette, EngagementHeures, Lot, ObjectifGlissant
from marches.queries.objectifs_glissants import RECALCULEES, calculer_objectif
from marches.services.inscrire_engagement import inscrire_engagement


class AssietteRefusee(ValueError):
    """The sentence to show; `champ`: where."""

    def __init__(self, phrase: str, champ: str) -> None:
        super().__init__(phrase)
        self.champ = champ


@transaction.atomic
def declarer_assiette(
    *,
    objectif: ObjectifGlissant,
    date: datetime.date,
    cumul: Decimal,
    reste: Decimal = Decimal(0),
    source: str = "",
    par: Any,
) -> DeclarationAssiette:
    """The new objective less what the journal of the lot already holds from its start, its offer and earlier
    recomputations: a line undone by hand in between is caught up by itself. Amendments, tranches and orders
    are apart, untouched. The base is a total since the beginning: a slip is put right by the right total."""
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=objectif.lot_id)
    derniere = DeclarationAssiette.objects.filter(lot=lot).order_by("-date", "-pk").first()
    if derniere is not None and date < derniere.date:
        raise AssietteRefusee(
            f"Un cumul est déjà déclaré au {formater_date(derniere.date)} : déclarez le vôtre à cette date ou après.",
            "date",
        )
    heures = calculer_objectif(objectif, cumul + reste).heures
    inscrites = EngagementHeures.objects.filter(lot=lot, source__in=RECALCULEES).aggregate(t=Sum("heures"))["t"] or 0
    ecart = heures - inscrites
    engagement = None
    if ecart:
        engagement = inscrire_engagement(
            lot=lot,
            date=date,
            source=SourceEngagement.RECALCUL,
            heures=ecart,
            motif=calculer_objectif(objectif, cumul + reste).chiffres[:500],
            par=par,
        )
    declaration: DeclarationAssiette = DeclarationAssiette.objects.create(
        objectif=objectif,
        lot=lot,
        date=date,
        cumul=cumul,
        reste=reste,
        heures=heures,
        ecart=ecart,
        engagement=engagement,
        source=source,
        par_nom=str(par or ""),
    )
    journaliser(
        Verbe.ASSIETTE_DECLAREE, lot, par=par, marche_id=lot.marche_id, cumul=cumul, reste=reste, objectif=heures
    )
    return declaration
