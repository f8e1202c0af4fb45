"""Close the secret address of one's calendar: it answers nothing from now on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import AbonnementAgenda


@transaction.atomic
def fermer_abonnement(*, par: Adhesion) -> None:
    ouverts = AbonnementAgenda.objects.filter(adhesion_id=par.pk, ferme_a=None)
    if ouverts.update(ferme_a=timezone.now()):
        journaliser(Verbe.AGENDA_FERME, par=par)
