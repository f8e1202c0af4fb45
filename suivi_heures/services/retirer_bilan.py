"""Take back a published report, with a motive. Its figures and bytes stay; its buyer may no longer open it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import MotifRetrait
from suivi_heures.models import Bilan


class RetraitRefuse(Exception):
    """The sentence to show."""


@transaction.atomic
def retirer_bilan(*, bilan: Bilan, motif: MotifRetrait, detail: str = "", par: Adhesion | None) -> Bilan:
    """Withdrawing twice changes nothing: the first motive stays."""
    courant: Bilan = Bilan.objects.select_for_update(of=("self",)).get(pk=bilan.pk)
    if courant.publie_a is None:
        raise RetraitRefuse("Ce rapport n’est pas publié\u00a0: il n’y a rien à retirer.")
    if courant.retire_a is None:
        courant.retire_a, courant.retire_par = timezone.now(), str(par) if par else ""
        courant.retrait, courant.retrait_detail = motif, detail.strip()
        courant.save(update_fields=["retire_a", "retire_par", "retrait", "retrait_detail"])
        journaliser(Verbe.RAPPORT_RETIRE, courant, par=par, revision=courant.revision, motif=str(motif), detail=detail)
    return courant
