"""Withdraw a rule of penalty: it stays readable, and no longer counts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import ReglePenalite


class RegleDejaRetiree(RuntimeError):
    """Somebody did it in the meantime."""


@transaction.atomic
def retirer_regle_penalite(*, regle: ReglePenalite, par: Adhesion) -> None:
    """Only one of two people who withdraw at once does it."""
    encore_la = ReglePenalite.objects.en_vigueur().filter(pk=regle.pk)
    if not encore_la.update(retiree_a=timezone.now(), retiree_par=str(par)):
        raise RegleDejaRetiree("Cette règle vient d’être retirée\u00a0: la page montre celles qui restent.")
    journaliser(Verbe.PENALITE_REGLEE, regle, par=par, marche_id=regle.marche_id, retiree=True)
