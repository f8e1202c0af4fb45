"""Find the exports whose message was lost, and give up those that wait for too long."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from suivi_heures.enums import StatutExport
from suivi_heures.models import ExportDemande
from suivi_heures.services.garder_export import garder_export

PERDU_APRES = timedelta(minutes=10)  # longer than any task may run
ABANDONNE_APRES = timedelta(hours=1)
TROP_LONG = "L’export n’a pas abouti en une heure\u00a0: resserrez les filtres, puis demandez-le de nouveau."


def relancer_exports() -> list[int]:
    """Identifiers to send again."""
    maintenant = timezone.now()
    attendus = ExportDemande.objects.filter(statut=StatutExport.DEMANDE, demande_a__lt=maintenant - PERDU_APRES)
    perdus = []
    for export in attendus.defer("contenu").order_by("pk"):
        if export.demande_a < maintenant - ABANDONNE_APRES:
            garder_export(export_id=export.pk, message=TROP_LONG)
        else:
            perdus.append(export.pk)
    return perdus
