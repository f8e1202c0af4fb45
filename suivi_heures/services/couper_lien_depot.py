"""Cut a personal link, or give it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import LienDepot


@transaction.atomic
def couper_lien_depot(*, lien: LienDepot, coupe: bool, par: Adhesion) -> None:
    """At once: the sessions it opened read it again at their next click. Cut or restored twice changes nothing."""
    lien = LienDepot.objects.select_for_update(of=("self",)).get(pk=lien.pk)
    if (lien.coupe_a is not None) == coupe:
        return
    lien.coupe_a = timezone.now() if coupe else None
    lien.coupe_par = str(par)[:200] if coupe else ""
    lien.save(update_fields=["coupe_a", "coupe_par"])
    journaliser(Verbe.LIEN_COUPE if coupe else Verbe.LIEN_RETABLI, lien, par=par, libelle=lien.nom)
