"""What the payroll says of declared hours, as pages show it."""

from __future__ import annotations

import datetime
from typing import Any

from clauses_app.interface.formats import accorder, formater_heures
from suivi_heures.queries.ecarts_paie import Ecart, comparaison_du_mois


def decrire_ecart(ecart: Ecart) -> dict[str, Any]:
    return {
        "nom": ecart.nom,
        "payees": "Absente" if ecart.sans_paie else formater_heures(ecart.payees) if ecart.payees is not None else "–",
        "declarees": formater_heures(ecart.declarees),
        "phrase": ecart.phrase,
        "dates": ecart.dates,
        "a_voir": ecart.a_voir,
        "de_trop": formater_heures(ecart.de_trop) if ecart.de_trop else "",
        "tolere": formater_heures(ecart.ecart) if ecart.dans_la_tolerance else "",
    }


def contexte_paie(entreprise_id: int, mois: datetime.date) -> dict[str, Any]:
    """For the page of a timesheet: only what is to be looked at, and how many agree."""
    comparaison = comparaison_du_mois(entreprise_id, mois)
    if comparaison is None:
        return {"paie": None}
    return {
        "paie": {
            "pk": comparaison.lecture.pk,
            "ecarts": [decrire_ecart(ecart) for ecart in comparaison.a_voir],
            "personnes": accorder(len(comparaison.ecarts), "personne"),
            "tolerance": formater_heures(comparaison.tolere) if comparaison.tolere else "",
            "toleres": sum(1 for ecart in comparaison.ecarts if ecart.dans_la_tolerance),
        }
    }
