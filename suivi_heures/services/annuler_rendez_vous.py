"""Cancel a meeting, or put it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import RendezVous


@transaction.atomic
def annuler_rendez_vous(*, rendez_vous: RendezVous, annule: bool, par: Adhesion) -> None:
    """`annule`: what is wanted; asked twice, nothing more happens."""
    lignes = RendezVous.objects.filter(pk=rendez_vous.pk, annule_a__isnull=annule)
    if lignes.update(annule_a=timezone.now() if annule else None, modifie_a=timezone.now(), par_nom=str(par)):
        verbe = Verbe.RENDEZ_VOUS_ANNULE if annule else Verbe.RENDEZ_VOUS_REMIS
        journaliser(verbe, rendez_vous, par=par, marche_id=rendez_vous.marche_id)
