"""Stop the production of a report, at the wish of somebody who may ask for it again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date_heure
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan


class ArretTardif(Exception):
    """The production is over: there is nothing to stop."""

    def __init__(self) -> None:
        super().__init__("La production de ce rapport est déjà finie\u202f: il n’y a rien à arrêter.")


@transaction.atomic
def arreter_bilan(*, bilan: Bilan, par: Adhesion | None) -> Bilan:
    """A worker in the middle of a section finishes it for nothing: what it brings is no longer awaited."""
    courant: Bilan = Bilan.objects.select_for_update(of=("self",)).get(pk=bilan.pk)
    if courant.statut == StatutBilan.ARRETE:
        return courant
    if courant.statut not in (StatutBilan.DEMANDE, StatutBilan.EN_COURS):
        raise ArretTardif
    qui = f" par {par}" if par else ""
    courant.statut, courant.etape = StatutBilan.ARRETE, ""
    courant.message = (
        f"Arrêtée le {formater_date_heure(timezone.now())}{qui}. Aucun fichier n’a été produit\u202f: vous pouvez"
        " redemander ce rapport."
    )
    courant.save(update_fields=["statut", "etape", "message"])
    journaliser(Verbe.RAPPORT_ARRETE, courant, par=par, avancement=courant.avancement)
    return courant
