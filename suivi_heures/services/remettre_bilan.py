"""Undo a withdrawal: the same bytes are open to their buyer again."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Bilan


@transaction.atomic
def remettre_bilan(*, bilan: Bilan, par: Adhesion | None) -> Bilan:
    courant: Bilan = Bilan.objects.select_for_update(of=("self",)).get(pk=bilan.pk)
    if courant.retire_a is not None:
        motif = courant.retrait
        courant.retire_a, courant.retire_par, courant.retrait, courant.retrait_detail = None, "", "", ""
        courant.save(update_fields=["retire_a", "retire_par", "retrait", "retrait_detail"])
        journaliser(Verbe.RAPPORT_REMIS, courant, par=par, revision=courant.revision, motif=motif)
    return courant
