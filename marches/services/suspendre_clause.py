"""Suspend the clause on a contract or a lot, on the buyer's decision."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.interface.formats import formater_date
from marches.enums import SourceEngagement, StatutMarche, TypeActe
from marches.models import Acte, Lot, Marche
from marches.queries.objectif import objectif_des_lots
from marches.queries.suspensions import suspension_en_cours
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def suspendre_clause(
    *,
    marche: Marche,
    date: datetime.date,
    cause: str,
    motif: str,
    par: Any,
    lot: Lot | None = None,
    numero: str = "",
    heures: Decimal | None = None,
    date_prevue: datetime.date | None = None,
) -> Acte:
    """`numero`: reference of the decision; `heures`: taken off the lot, if any. Without a lot the whole
    contract is suspended."""
    verrouille = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    statut: dict[str, str] = {}
    if date_prevue is not None and date_prevue <= date:
        raise ValidationError({"date_prevue": "La reprise prévue doit venir après la suspension."})
    _refuser_le_lot_d_un_marche_suspendu(verrouille, lot)
    deja = suspension_en_cours(verrouille.pk, lot.pk) if lot else None
    if deja is not None:
        raise ValidationError(
            {
                "lot": f"Ce lot est déjà suspendu depuis le {formater_date(deja.date)}\u00a0:"
                " inscrivez d’abord sa reprise."
            }
        )
    if lot is None:
        if heures:
            raise ValidationError({"lot": "Choisissez le lot dont des heures sont retirées."})
        if verrouille.statut != StatutMarche.EN_COURS:
            raise ValidationError("Seul un marché en cours se suspend : changez d’abord son statut.")
        statut = {"statut_avant": verrouille.statut, "statut_apres": StatutMarche.SUSPENDU}
        verrouille.statut = StatutMarche.SUSPENDU
        verrouille.save(update_fields=["statut", "modifie_a"])
    elif heures and heures > objectif_des_lots([lot.pk])[lot.pk]:
        raise ValidationError({"heures": "Le lot doit moins d’heures que cela : vérifiez le nombre retiré."})
    return inscrire_acte(
        marche=verrouille,
        type=TypeActe.SUSPENSION,
        date=date,
        motif=motif,
        par=par,
        lignes=[(lot, -heures)] if lot and heures else [],
        source=SourceEngagement.SUSPENSION,
        lot=lot,
        cause=cause,
        numero=numero,
        date_prevue=date_prevue,
        **statut,
    )


def _refuser_le_lot_d_un_marche_suspendu(marche: Marche, lot: Lot | None) -> None:
    """Its lots are suspended with it: a second suspension would ask for a second resumption."""
    if lot is None:
        return
    entiere = suspension_en_cours(marche.pk, None)
    if entiere is None and marche.statut != StatutMarche.SUSPENDU:
        return
    depuis = f" depuis le {formater_date(entiere.date)}" if entiere else ""
    raise ValidationError(
        {
            "lot": f"Tout le marché est suspendu{depuis}, ce lot l’est avec lui\u00a0: inscrivez d’abord la reprise du"
            " marché, puis suspendez ce lot."
        }
    )
