"""Keep the file of a list that was asked for, or say why there is none."""

from __future__ import annotations

import datetime

from django.utils import timezone

from suivi_heures.enums import StatutExport
from suivi_heures.models import ExportDemande

DUREE = datetime.timedelta(hours=24)
ECHEC = "L’export n’a pas abouti\u00a0: demandez-le de nouveau, ou resserrez les filtres."


def garder_export(*, export_id: int, contenu: bytes | None = None, lignes: int = 0, message: str = ECHEC) -> bool:
    """Delivered twice, the task keeps the first file. Without `contenu`, it failed. False: nobody waits any more."""
    attendu = ExportDemande.objects.select_for_update(of=("self",)).filter(pk=export_id, statut=StatutExport.DEMANDE)
    export = attendu.first()
    if export is None:
        return False
    export.pret_a = timezone.now()
    export.expire_a = export.pret_a + DUREE
    export.statut = StatutExport.ECHEC if contenu is None else StatutExport.PRET
    export.contenu, export.lignes, export.message = contenu, lignes, message if contenu is None else ""
    export.save(update_fields=["pret_a", "expire_a", "statut", "contenu", "lignes", "message"])
    return True
