"""Take away a lot that was written by mistake."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import Calibrage, LotProjet, ProjetAchat
from marches.services.decider_projet import DecisionImpossible


@transaction.atomic
def retirer_lot_projet(*, lot: LotProjet, par: Any) -> None:
    """A sizing is never lost: a sized lot is left without clause instead."""
    projet = ProjetAchat.objects.select_for_update(of=("self",)).get(pk=lot.projet_id)
    if projet.marche_id:
        raise DecisionImpossible("Le marché est ouvert : ses lots se modifient depuis sa page.")
    if Calibrage.objects.filter(lot_projet=lot).exists():
        raise DecisionImpossible("Ce lot a déjà été calibré : laissez-le plutôt sans clause, son calcul reste lisible.")
    journaliser(Verbe.PROJET_ENREGISTRE, projet, par=par, lot_retire=lot.ref)
    lot.delete()
