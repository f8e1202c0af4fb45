"""Open a collective action, or change what is known of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import Action, SeanceAction
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class SeanceHorsPeriode(ValueError):
    """A session already written would fall outside the new dates."""


@transaction.atomic
def enregistrer_action(*, action: Action, par: Any, version: int | None = None) -> Action:
    """An action of one day opens with its session: the day is not typed twice."""
    nouvelle = action.pk is None
    if not nouvelle:
        avant = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
        if version is not None and avant.version != version:
            raise ModifieEntreTemps(avant.version)
        _refuser_hors_periode(action)
        action.version = avant.version + 1
    action.save()
    if nouvelle and action.date_debut == action.date_fin:
        SeanceAction(action=action, jour=action.date_debut, lieu=action.lieu).save()
    journaliser(Verbe.ACTION_ENREGISTREE, action, par=par, marche_id=action.marche_id, type=action.get_type_display())
    return action


def _refuser_hors_periode(action: Action) -> None:
    dehors = SeanceAction.objects.filter(action=action, annulee_a=None).exclude(
        jour__gte=action.date_debut, jour__lte=action.date_fin
    )
    if seance := dehors.order_by("jour").first():
        raise SeanceHorsPeriode(
            f"La séance du {seance.jour:%d/%m/%Y} sort de ces dates\u00a0:"
            " annulez-la d’abord, ou élargissez la période."
        )
