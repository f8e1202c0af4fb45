"""End a pause before its day."""

from __future__ import annotations

from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise
from suivi_heures.models import PauseRelance


def reprendre_relances(*, entreprise: Entreprise, par: Adhesion) -> bool:
    """False when none was running."""
    en_cours = PauseRelance.objects.en_cours(timezone.localdate()).filter(entreprise=entreprise)
    if not en_cours.update(levee_a=timezone.now(), levee_par=str(par)):
        return False
    journaliser(Verbe.RELANCE_REGLEE, entreprise, par=par, pause="levée")
    return True
