"""End a decision of pooling: nothing more is imputed under it, what was stays."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Globalisation


@transaction.atomic
def finir_globalisation(*, globalisation: Globalisation, par: Adhesion) -> bool:
    """False when it had already ended."""
    tenue: Globalisation = Globalisation.objects.select_for_update(of=("self",)).get(pk=globalisation.pk)
    if tenue.finie_a is not None:
        return False
    tenue.finie_a, tenue.finie_par = timezone.now(), str(par)
    tenue.save(update_fields=["finie_a", "finie_par"])
    journaliser(Verbe.GLOBALISATION_FINIE, tenue, par=par)
    return True
