"""Decide that the hours of a holder may be pooled between some of its lots."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Attribution, Entreprise, Lot
from suivi_heures.models import Globalisation, LotGlobalise


class GlobalisationImpossible(ValueError):
    """Fewer than two lots, or a lot that the holder does not hold."""


@transaction.atomic
def decider_globalisation(
    *,
    titulaire: Entreprise,
    lots: Iterable[Lot],
    decidee_le: datetime.date,
    accord_acheteur: str,
    motif: str,
    par: Adhesion,
) -> Globalisation:
    choisis = {lot.pk: lot for lot in lots}
    if len(choisis) < 2:
        raise GlobalisationImpossible("Choisissez au moins deux lots : une globalisation les met en commun.")
    siens = set(Attribution.objects.filter(entreprise=titulaire, lot__in=choisis).values_list("lot_id", flat=True))
    if siens != set(choisis):
        raise GlobalisationImpossible(f"{titulaire} n’a pas tous ces lots : ne gardez que les siens.")
    decision: Globalisation = Globalisation.objects.create(
        titulaire=titulaire, decidee_le=decidee_le, accord_acheteur=accord_acheteur, motif=motif, saisie_par=str(par)
    )
    LotGlobalise.objects.bulk_create([LotGlobalise(globalisation=decision, lot=lot) for lot in choisis.values()])
    for marche_id in {lot.marche_id for lot in choisis.values()}:
        journaliser(
            Verbe.GLOBALISATION_DECIDEE,
            decision,
            par=par,
            marche_id=marche_id,
            libelle=f"{titulaire}, {len(choisis)} lots",
            motif=motif,
            accord=accord_acheteur,
        )
    return decision
