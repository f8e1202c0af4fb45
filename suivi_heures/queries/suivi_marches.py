"""The kept advancement of contracts, as the screens read it."""

from __future__ import annotations

from typing import Any

from clauses_app.interface.graphiques import Projection
from suivi_heures.models import SuiviMarche
from suivi_heures.queries.avancement import Avancement, AvancementMarche
from suivi_heures.queries.couverture import Couverture


def suivi_des_marches(marches: Any) -> Any:
    """Rows of the contracts of a queryset, with their contract and its buyer: one query, to be filtered further."""
    return SuiviMarche.objects.filter(marche__in=marches).select_related("marche__maitre_ouvrage")


def en_avancement(suivi: SuiviMarche) -> AvancementMarche:
    """Same figures as `avancement_des_marches`, without the detail by lot nor by motive."""
    projection = None
    if suivi.centrale is not None:
        projection = Projection(suivi.basse, suivi.centrale, suivi.haute)
    total = Avancement(
        du=suivi.du,
        valide=suivi.valide,
        retenu=suivi.retenu,
        attente=suivi.attente,
        declare=suivi.declare,
        refuse=suivi.refuse,
        attendu=suivi.attendu,
        projection=projection,
        couverture=Couverture(suivi.attendues, suivi.recues),
    )
    return AvancementMarche(suivi.marche, total, ())
