"""The machine was too busy to read a timesheet: its sender and the guichet are told, its file is not blamed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.interface.formats import formater_date_heure, soigner_typographie
from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.lecture_releve import REPORTEE


@transaction.atomic
def reporter_lecture(*, releve_id: int) -> None:
    """Received, it is read later by itself. Read again at somebody’s demand, it stays as it was."""
    releve = ReleveHeures.objects.select_for_update(of=("self",)).get(pk=releve_id)
    maintenant = timezone.now()
    debut = f"{REPORTEE}\u00a0: le serveur était trop occupé le {formater_date_heure(maintenant)}."
    if releve.statut == StatutReleve.DEPOSE:
        suite = "Elle recommencera toute seule\u00a0; le fichier n’est pas en cause, inutile de le renvoyer."
    elif releve.statut == StatutReleve.A_COMPLETER and not releve.motif:
        suite = "Le fichier n’est pas en cause\u00a0: relisez-le dans quelques minutes."
    else:
        return
    releve.message, releve.relance_a = soigner_typographie(f"{debut} {suite}"), maintenant
    releve.save(update_fields=["message", "relance_a"])
