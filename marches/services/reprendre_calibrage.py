"""Come back to an earlier sizing: it becomes the last version, the others stay."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Calibrage, LotProjet
from marches.services.decider_projet import DecisionImpossible


@transaction.atomic
def reprendre_calibrage(*, calibrage: Calibrage, par: Any) -> Calibrage:
    """Same inputs, same settings, same formulas: the same hours, whatever changed since."""
    lot = LotProjet.objects.select_for_update(of=("self",)).select_related("projet").get(pk=calibrage.lot_projet_id)
    if lot.projet.marche_id:
        raise DecisionImpossible("Le marché est ouvert : ses heures dues se corrigent dans leur journal.")
    repris: Calibrage = Calibrage.objects.create(
        lot_projet=lot,
        rang=Calibrage.objects.filter(lot_projet=lot).count() + 1,
        methode=calibrage.methode,
        formule=calibrage.formule,
        entrees=calibrage.entrees,
        reglages=calibrage.reglages,
        brut=calibrage.brut,
        heures=calibrage.heures,
        note=f"Reprend la version {calibrage.rang}",
        par_nom=str(par or ""),
    )
    if lot.sans_clause:
        lot.sans_clause = False
        lot.save(update_fields=["sans_clause"])
    journaliser(Verbe.CALIBRAGE_FAIT, lot, par=par, reprend=calibrage.rang, heures=repris.heures, version=repris.rang)
    return repris
