"""Move hours due from a lot to another, of the same contract or not: two opposite lines, one fact."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.interface.formats import formater_date
from marches.enums import SourceEngagement, TypeActe
from marches.models import Acte, Lot, Marche
from marches.queries.objectif import objectif_des_lots
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def transferer_heures(
    *, lot: Lot, lot_vers: Lot, heures: Decimal, date: datetime.date, motif: str, par: Any, numero: str = ""
) -> Acte:
    """The total of the guichet never moves. Both contracts are locked, always in the same order."""
    if lot.pk == lot_vers.pk:
        raise ValidationError({"lot_vers": "Choisissez un autre lot que celui qui donne les heures."})
    marches = {lot.marche_id, lot_vers.marche_id}
    list(Marche.objects.select_for_update(of=("self",)).filter(pk__in=marches).order_by("pk"))
    debut = lot_vers.marche.date_debut
    if lot_vers.marche_id != lot.marche_id and date < debut:
        raise ValidationError(
            {
                "date": f"Le {formater_date(date)} est avant le début du marché qui reçoit, {lot_vers.marche.ref}, le"
                f" {formater_date(debut)}\u00a0: un marché ne doit rien avant de commencer."
            }
        )
    if heures > objectif_des_lots([lot.pk])[lot.pk]:
        raise ValidationError({"heures": "Ce lot doit moins d’heures que cela : il ne peut pas les donner."})
    return inscrire_acte(
        marche=lot.marche,
        type=TypeActe.TRANSFERT,
        date=date,
        motif=motif,
        par=par,
        lignes=[(lot, -heures), (lot_vers, heures)],
        source=SourceEngagement.TRANSFERT,
        lot=lot,
        lot_vers=lot_vers,
        numero=numero,
    )
