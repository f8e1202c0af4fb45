"""Write a turn of the life of a contract, with the lines of hours due that follow from it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import formater_date
from clauses_app.tenancy.changements import signaler
from marches.enums import TypeActe
from marches.models import Acte, EngagementHeures, Lot, Marche
from marches.models.acte import NUMEROTES

# what cannot come before the contract begins; a split, a subcontractor, a status may be written when it is signed
PENDANT_LE_MARCHE = frozenset(
    {
        TypeActe.AVENANT,
        TypeActe.AFFERMISSEMENT,
        TypeActe.BON_COMMANDE,
        TypeActe.SUSPENSION,
        TypeActe.REPRISE,
        TypeActe.SUPPRESSION,
        TypeActe.TRANSFERT,
    }
)


@transaction.atomic
def inscrire_acte(
    *,
    marche: Marche,
    type: str,
    date: datetime.date,
    motif: str,
    par: Any,
    lignes: Sequence[tuple[Lot, Decimal]] = (),
    source: str = "",
    **champs: Any,
) -> Acte:
    """`lignes`: signed hours, by lot. A number already used for this kind of act, on this lot, is refused:
    the same paper must not count twice."""
    verrouille = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    if type in PENDANT_LE_MARCHE and date < verrouille.date_debut:
        raise ValidationError(
            {
                "date": f"Le {formater_date(date)} est avant le début du marché, le"
                f" {formater_date(verrouille.date_debut)}\u00a0: vérifiez cette date, ou celle du marché."
            }
        )
    numero = champs.get("numero", "") if type in NUMEROTES else ""
    memes = Acte.objects.en_vigueur().filter(marche=marche, type=type, numero__iexact=numero, lot=champs.get("lot"))
    if numero and memes.exists():
        raise ValidationError({"numero": f"« {numero} » est déjà inscrit ici : vérifiez le numéro."})
    acte: Acte = Acte.objects.create(marche=marche, type=type, date=date, motif=motif, par_nom=str(par or ""), **champs)
    EngagementHeures.objects.bulk_create(
        EngagementHeures(
            lot=lot, date=date, source=source, heures=heures, motif=_phrase(acte), acte=acte, par_nom=acte.par_nom
        )
        for lot, heures in lignes
        if heures
    )
    if lignes:
        signaler(lots=[lot.pk for lot, _ in lignes])
    journaliser(
        Verbe.ACTE_INSCRIT,
        acte,
        par=par,
        marche_id=marche.pk,
        heures=sum((heures for _, heures in lignes), Decimal(0)) or None,
        date=date,
        raison=motif,
    )
    return acte


def _phrase(acte: Acte) -> str:
    """What the buyer and the report read beside the hours."""
    return (f"{acte}, {acte.motif}" if acte.motif else str(acte))[:500]
