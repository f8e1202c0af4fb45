"""The kept advancement of contracts, as the screens read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from clauses_app.interface.graphiques import Projection
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.models import SuiviMarche
from suivi_heures.queries.avancement import Avancement, AvancementMarche
from suivi_heures.queries.couverture import Couverture


@dataclass(frozen=True)
class Fraicheur:
    """`manquants`: contracts without a kept row; `perimes`: rows that a fact has touched, or of another day."""

    manquants: bool
    perimes: bool


def lire_fraicheur(*, au: datetime.date) -> Fraicheur:
    """One query, asked at each display: existence by the index, and two counts since each contract has one row."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT (SELECT count(*) FROM marches_marche WHERE guichet_id = %(g)s)"
            " <> (SELECT count(*) FROM suivi_heures_suivimarche WHERE guichet_id = %(g)s),"
            " EXISTS (SELECT FROM suivi_heures_suivimarche WHERE guichet_id = %(g)s AND arrete_au IS NULL)"
            " OR EXISTS (SELECT FROM suivi_heures_suivimarche WHERE guichet_id = %(g)s AND arrete_au < %(au)s)"
            " OR EXISTS (SELECT FROM suivi_heures_suivimarche WHERE guichet_id = %(g)s AND arrete_au > %(au)s)",
            {"g": exiger_guichet(), "au": au},
        )
        return Fraicheur(*curseur.fetchone())


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
