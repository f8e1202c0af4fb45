"""Write lots of a project: one that is put right, or several pasted at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import LotProjet, ProjetAchat
from marches.services.decider_projet import DecisionImpossible


@transaction.atomic
def enregistrer_lots_projet(*, projet: ProjetAchat, lots: Iterable[LotProjet], par: Any) -> list[LotProjet]:
    """All or none. An open contract has its own lots: they no longer change here."""
    if ProjetAchat.objects.select_for_update(of=("self",)).get(pk=projet.pk).marche_id:
        raise DecisionImpossible("Le marché est ouvert : ses lots se modifient depuis sa page.")
    ecrits = []
    for lot in lots:
        lot.projet = projet
        lot.save()
        ecrits.append(lot)
    journaliser(Verbe.PROJET_ENREGISTRE, projet, par=par, lots=[lot.ref for lot in ecrits])
    return ecrits
