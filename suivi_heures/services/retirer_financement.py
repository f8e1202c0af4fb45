"""Take a convention back: outputs already produced keep it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Financement


@transaction.atomic
def retirer_financement(*, financement: Financement, par: Adhesion | None) -> None:
    """Twice changes nothing."""
    retires = Financement.objects.filter(pk=financement.pk, retire_a=None)
    if retires.update(retire_a=timezone.now(), retire_par=str(par or "")):
        journaliser(Verbe.FINANCEMENT_RETIRE, financement, par=par)
