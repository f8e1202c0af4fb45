"""Say how many sections of a report are rendered, and how many messages are still to be sent for the others."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from clauses_app.interface.formats import accorder
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, SectionBilan

DEBUT, FIN = 15, 95  # of the progress: figures before, assembly after


@transaction.atomic
def compter_sections(*, bilan_id: int) -> tuple[int, int]:
    """(rendered, left). Nothing is left of a report that is produced, stopped or failed."""
    bilan = Bilan.objects.select_for_update(of=("self",)).filter(pk=bilan_id, statut=StatutBilan.EN_COURS).first()
    if bilan is None:
        return 0, 0
    compte = SectionBilan.objects.filter(bilan=bilan, demande_a=bilan.demande_a).aggregate(
        toutes=Count("pk"), rendues=Count("rendue_a")
    )
    toutes, rendues = compte["toutes"], compte["rendues"]
    if toutes:
        bilan.avancement = DEBUT + (FIN - DEBUT) * rendues // toutes
        bilan.etape = (
            "Assemblage du fichier"
            if rendues == toutes - 1
            else f"Mise en page\u00a0: {accorder(rendues, 'section')} sur {toutes}"
        )
        bilan.save(update_fields=["avancement", "etape"])
    return rendues, toutes - rendues
