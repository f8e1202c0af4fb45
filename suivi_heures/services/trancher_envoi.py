"""A sending was interrupted, or failed: a person says whether it left, or sends it again."""

from __future__ import annotations

from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutRelance
from suivi_heures.models import Relance


def trancher_envoi(*, relance: Relance, partie: bool, par: Adhesion) -> bool:
    """False when it no longer waits. `partie`: it did leave; otherwise it goes back to what is to be sent."""
    douteuses = Relance.objects.filter(pk=relance.pk, statut__in=[StatutRelance.EN_COURS, StatutRelance.ECHEC])
    if partie:
        faits = {"statut": StatutRelance.ENVOYEE, "envoyee_a": timezone.now(), "detail": f"Confirmée par {par}"[:500]}
    else:
        faits = {"statut": StatutRelance.PREPAREE, "detail": f"Renvoyée par {par}"[:500]}
    if not douteuses.update(**faits):
        return False
    journaliser(Verbe.RELANCE_FAITE, relance.entreprise, par=par, envoi="confirmé" if partie else "refait")
    return True
