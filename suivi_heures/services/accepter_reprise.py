"""Say yes to a reconciliation: the file will be brought in for good."""

from __future__ import annotations

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutReprise
from suivi_heures.models import Reprise


class RepriseNonExaminee(RuntimeError):
    """Only a reconciliation that was shown can be accepted, once."""


def accepter_reprise(*, reprise: Reprise, par: Adhesion) -> Reprise:
    """From here the doorway queues the work; a second click finds nothing to accept."""
    reprise = Reprise.objects.select_for_update(of=("self",)).defer("contenu").get(pk=reprise.pk)
    if reprise.statut != StatutReprise.EXAMINEE:
        raise RepriseNonExaminee(f"Cette reprise est déjà {reprise.get_statut_display().lower()}.")
    reprise.statut = StatutReprise.EN_COURS
    reprise.deposee_par = str(par)
    reprise.message = ""
    reprise.save(update_fields=["statut", "deposee_par", "message"])
    return reprise
