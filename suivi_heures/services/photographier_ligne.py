"""A line of a timesheet as it is before a decision: enough to put it back, and to find it again in the same bytes."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from suivi_heures.models import LigneReleve

CHAMPS = ("contrat_id", "du", "au", "heures", "heure_id", "anomalies", "avertissements", "suite")


def photographier_ligne(*, ligne: LigneReleve) -> dict[str, Any]:
    """Its fields, and its place in the file."""
    place = {"lue_du": ligne.lue.get("du"), "lue_feuille": ligne.lue.get("feuille"), "nature": str(ligne.nature)}
    return {champ: _ecrire(getattr(ligne, champ)) for champ in CHAMPS} | place


def _ecrire(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return str(valeur)
    return valeur.isoformat() if isinstance(valeur, datetime.date) else valeur
