"""Remove the clause from a lot, or from the whole contract: the hours left over are no longer due."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marches.enums import SourceEngagement, TypeActe
from marches.models import Acte, Lot, Marche
from marches.queries.objectif import objectif_des_lots
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def supprimer_clause(
    *,
    marche: Marche,
    date: datetime.date,
    cause: str,
    motif: str,
    par: Any,
    lot: Lot | None = None,
    numero: str = "",
    restantes: Decimal | None = None,
) -> Acte:
    """`restantes`: hours that stay due on the lot, those already done for instance. The status does not move:
    what was done still counts."""
    Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    if lot is None and restantes:
        raise ValidationError({"lot": "Choisissez le lot qui garde ces heures dues."})
    lots = [lot] if lot else list(Lot.objects.filter(marche=marche).order_by("pk"))
    dus = objectif_des_lots([un.pk for un in lots])
    reste = restantes or Decimal(0)
    if lot is not None and reste >= dus[lot.pk]:
        raise ValidationError({"restantes": "Le lot ne doit pas plus que cela : rien ne serait supprimé."})
    lignes = [(un, reste - dus[un.pk]) for un in lots if dus[un.pk] > reste]
    if not lignes:
        raise ValidationError("Aucune heure n’est due ici : il n’y a rien à supprimer.")
    return inscrire_acte(
        marche=marche,
        type=TypeActe.SUPPRESSION,
        date=date,
        motif=motif,
        par=par,
        lignes=lignes,
        source=SourceEngagement.AVENANT,
        lot=lot,
        cause=cause,
        numero=numero,
    )
