"""Two figures for the same hours, as pages show them."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from clauses_app.interface.formats import (
    formater_date,
    formater_de_mois,
    formater_echeance,
    formater_heures,
    formater_mois,
)
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.affaires.releves import DELAI_ENVOIS
from suivi_heures.queries.decompte.acces import comme_interne
from suivi_heures.queries.envois_croises import EnvoiLu, envois_du_releve, nommer_nature


def nommer_mois(du: datetime.date, au: datetime.date) -> str:
    debut, fin = formater_mois(du), formater_mois(au)
    return debut if debut == fin else f"{debut} à {fin}"


def nommer_de_mois(du: datetime.date, au: datetime.date) -> str:
    """« d’octobre 2026 », « d’octobre 2026 à novembre 2026 »"""
    suite = "" if formater_mois(du) == formater_mois(au) else f" à {formater_mois(au)}"
    return f"{formater_de_mois(du, annee=True)}{suite}"


def decrire_envoi_croise(lu: EnvoiLu) -> dict[str, Any]:
    """Two figures, what became of them."""
    croise = lu.croise
    return {
        "pk": croise.pk,
        "nom": str(croise.contrat.beneficiaire),
        "mois": nommer_mois(croise.du, croise.au),
        "nature": nommer_nature(croise.nature),
        "premier": croise.premier.nom,
        "second": croise.second.nom,
        "debout": formater_heures(lu.debout),
        "dites": formater_heures(croise.heures),
        "ecart": lu.est_un_ecart,
        "decide": lu.est_decide,
        "accord": not lu.est_un_ecart and not lu.est_decide,
        "motif": croise.motif,
        "decide_le": formater_date(croise.decide_a) if croise.decide_a else "",
        "decide_par": croise.decide_par,
        "depuis": formater_date(croise.dit_a),
        "avant": formater_echeance(timezone.localdate(croise.dit_a) + DELAI_ENVOIS, timezone.localdate()),
        "marche": f"{croise.contrat.marche.objet}, lot {croise.contrat.lot.ref}",
        "lot_id": croise.contrat.lot_id,
    }


def croises_du_releve(releve: ReleveHeures) -> list[dict[str, Any]]:
    """The timesheet was obtained under the reader's own role; the other sender is known by its name only."""
    with comme_interne():
        return [decrire_envoi_croise(lu) for lu in envois_du_releve(releve)]
