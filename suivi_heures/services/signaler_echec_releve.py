"""Say that a timesheet could not be read, without losing it."""

from __future__ import annotations

from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures

TENTATIVES_MAX = 5
PHRASE = (
    "La lecture de ce fichier n’a pas abouti malgré plusieurs essais. Votre facilitateur le voit\u00a0;"
    " vous pouvez aussi le déposer à nouveau en CSV."
)


def signaler_echec_releve(*, releve_id: int) -> ReleveHeures:
    """The sweep tries again, five times in all; then somebody must look at it."""
    releve: ReleveHeures = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve_id)
    if releve.statut != StatutReleve.DEPOSE:
        return releve
    releve.tentatives += 1
    if releve.tentatives >= TENTATIVES_MAX:
        releve.statut, releve.message = StatutReleve.A_COMPLETER, PHRASE
    releve.save(update_fields=["tentatives", "statut", "message"])
    return releve
