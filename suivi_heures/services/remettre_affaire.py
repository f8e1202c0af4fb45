"""Take back what was decided about an affair: it returns to the queue as it was."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import SuiteAffaire


@transaction.atomic
def remettre_affaire(*, suite: SuiteAffaire, par: Adhesion) -> bool:
    """False when it had been taken back already: a second click does nothing."""
    annulees = SuiteAffaire.objects.en_vigueur().filter(pk=suite.pk)
    if not annulees.update(annulee_a=timezone.now(), annulee_par=str(par)):
        return False
    journaliser(Verbe.AFFAIRE_REPRISE, par=par, libelle=suite.get_genre_display().lower(), motif=suite.motif)
    return True
