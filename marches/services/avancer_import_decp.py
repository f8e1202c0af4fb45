"""Tell how far the reading of a dropped file is, so that the page can show it."""

from __future__ import annotations

from marches.enums import StatutImport
from marches.models import ImportDecp
from marches.models.marche_decp import EN_TRAVAIL


def avancer_import_decp(*, import_id: int, avancement: int) -> ImportDecp | None:
    """The file to read; None when it is already done (a task may be delivered twice)."""
    depot: ImportDecp | None = ImportDecp.objects.select_for_update(of=("self",)).filter(pk=import_id).first()
    if depot is None or depot.statut not in EN_TRAVAIL or depot.contenu is None:
        return None
    depot.statut, depot.avancement = StatutImport.EN_COURS, avancement
    depot.save(update_fields=["statut", "avancement"])
    return depot
