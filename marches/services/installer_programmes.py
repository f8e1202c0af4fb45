"""Give a guichet the usual programmes, as defaults it may change."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from marches.models import Programme
from marches.services.enregistrer_programme import enregistrer_programme

QPV = "Habitants des quartiers prioritaires éloignés de l’emploi"
# domaine § 1.4; the shares are those of the national texts, a local charter may ask for more
USUELS: tuple[dict[str, Any], ...] = (
    {
        "code": "NPNRU",
        "libelle": "ANRU, nouveau programme de renouvellement urbain",
        "date_effet": datetime.date(2014, 8, 1),
        "taux_travaux": Decimal(5),
        "taux_ingenierie": Decimal(5),
        "taux_gestion_urbaine": Decimal(10),
        "publics": ["B_QPV"],
        "cible": QPV,
        "indicateurs": "Heures par opération, part des habitants des quartiers, embauches d’ingénierie de projet",
    },
    {
        "code": "PNRU",
        "libelle": "ANRU, programme national de rénovation urbaine",
        "date_effet": datetime.date(2005, 1, 1),
        "taux_travaux": Decimal(5),
        "taux_gestion_urbaine": Decimal(10),
        "publics": ["B_QPV"],
        "cible": QPV,
    },
    {
        "code": "SGP",
        "libelle": "Société des grands projets, Grand Paris Express",
        "date_effet": datetime.date(2014, 1, 1),
        "taux_travaux": Decimal(5),
        "cible": "Publics éloignés de l’emploi des territoires traversés",
    },
    {
        "code": "SGP",
        "libelle": "Société des grands projets, Grand Paris Express",
        "date_effet": datetime.date(2020, 10, 1),
        "taux_travaux": Decimal(10),
        "cible": "Publics éloignés de l’emploi des territoires traversés",
        "indicateurs": "Heures d’insertion, part confiée aux petites et moyennes entreprises (20 %)",
    },
    {
        "code": "SOLIDEO",
        "libelle": "Ouvrages olympiques, charte sociale",
        "date_effet": datetime.date(2018, 6, 1),
        "taux_travaux": Decimal(10),
        "indicateurs": "Heures d’insertion, 25 % du montant vers les très petites, petites et moyennes entreprises",
        "est_actif": False,
    },
)


@transaction.atomic
def installer_programmes(*, par: Any) -> int:
    """Adds those that are missing; what the guichet has changed is left alone. Number added."""
    connus = set(Programme.objects.values_list("code", "date_effet"))
    manquants = [usuel for usuel in USUELS if (usuel["code"], usuel["date_effet"]) not in connus]
    for usuel in manquants:
        enregistrer_programme(programme=Programme(**usuel), par=par)
    return len(manquants)
