"""Retain a project, set it aside, or put it back under study."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.enums import StatutProjet
from marches.models import ProjetAchat


class DecisionImpossible(ValueError):
    """The sentence to show."""


@transaction.atomic
def decider_projet(*, projet: ProjetAchat, statut: str, motif: str, le: datetime.date, par: Any) -> ProjetAchat:
    """The motive of a project set aside goes into the yearly report: it is asked for."""
    projet = ProjetAchat.objects.select_for_update(of=("self",)).get(pk=projet.pk)
    if projet.marche_id:
        raise DecisionImpossible("Le marché est ouvert : la décision ne change plus. Suivez-le depuis sa page.")
    if statut == StatutProjet.ECARTE and not motif:
        raise DecisionImpossible("Dites pourquoi ce projet est écarté : ce motif figurera au bilan annuel.")
    avant = projet.statut
    projet.statut, projet.motif = statut, motif
    projet.decide_le = None if statut == StatutProjet.ETUDIE else le
    projet.version += 1
    projet.save(update_fields=["statut", "motif", "decide_le", "version"])
    journaliser(Verbe.PROJET_DECIDE, projet, par=par, avant=avant, apres=str(statut), motif=motif)
    return projet
