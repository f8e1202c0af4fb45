"""Ask for a mail each time a report is published, or stop it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import AbonnementRapport


@transaction.atomic
def suivre_publications(*, par: Adhesion, ouvert: bool) -> None:
    """Twice the same changes nothing."""
    ouverts = AbonnementRapport.objects.filter(adhesion_id=par.pk, ferme_a=None)
    if ouvert and not ouverts.exists():
        AbonnementRapport.objects.create(adhesion_id=par.pk)
        journaliser(Verbe.PUBLICATIONS_SUIVIES, par=par)
    elif not ouvert and ouverts.update(ferme_a=timezone.now()):
        journaliser(Verbe.PUBLICATIONS_QUITTEES, par=par)
