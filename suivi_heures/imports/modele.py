"""Columns of the timesheet template, and the identifier that each of its lines carries.

A line says by itself which contract and which month it speaks of: it may be moved, sorted, or pasted
into another sheet. The last four characters prove that it was not retyped.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from enum import StrEnum

from suivi_heures.enums import Nature


class Colonne(StrEnum):
    IDENTIFIANT = "Identifiant (ne pas modifier)"
    NOM = "Nom"
    PRENOM = "Prénom"
    CONTRAT = "Contrat"
    EMPLOYEUR = "Employeur"
    CHANTIER = "Chantier"
    TRAVAIL = "Heures travaillées"
    FORMATION = "Heures de formation"
    ABSENCE = "Heures d’absence"
    OBSERVATION = "Observation"
    DEJA = "Déjà déclaré"


NATURES = {
    Colonne.TRAVAIL: Nature.TRAVAIL,
    Colonne.FORMATION: Nature.FORMATION_CONTRAT,
    Colonne.ABSENCE: Nature.ABSENCE,
}
INDISPENSABLES = (Colonne.IDENTIFIANT, Colonne.TRAVAIL)
_FORME = re.compile(r"L(\d{1,18})-(\d{4})(\d{2})-([0-9a-f]{4})\Z")


def composer_identifiant(*, guichet_id: int, contrat_id: int, mois: datetime.date) -> str:
    """« L128-202610-3fa9 »"""
    corps = f"L{contrat_id}-{mois:%Y%m}"
    return f"{corps}-{_controle(guichet_id, corps)}"


def lire_identifiant(texte: str, *, guichet_id: int) -> tuple[int, datetime.date] | None:
    """(contract, first day of the month), or None when it was altered or comes from elsewhere."""
    trouve = _FORME.match(texte.strip())
    if not trouve or not 1 <= int(trouve[3]) <= 12 or int(trouve[2]) < 1900:
        return None
    if trouve[4] != _controle(guichet_id, trouve[0].rpartition("-")[0]):
        return None
    return int(trouve[1]), datetime.date(int(trouve[2]), int(trouve[3]), 1)


def _controle(guichet_id: int, corps: str) -> str:
    return hashlib.sha256(f"{guichet_id}:{corps}".encode()).hexdigest()[:4]
