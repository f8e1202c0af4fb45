"""Columns of the timesheet template, and the identifier that each of its lines carries.

A line says by itself which contract and which month it speaks of: it may be moved, sorted, or pasted
into another sheet. Its end is a keyed fingerprint: an identifier can be neither retyped nor invented.
"""

from __future__ import annotations

import datetime
import re
from enum import StrEnum

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

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
_FORME = re.compile(r"L([0-9]{1,18})-(20[0-9]{2}|2100)(0[1-9]|1[0-2])-([0-9a-f]{10})\Z")
_SEL = "ancrage.releve.ligne"


def composer_identifiant(*, guichet_id: int, contrat_id: int, mois: datetime.date) -> str:
    """« L128-202610-3fa94b01c7 »"""
    corps = f"L{contrat_id}-{mois:%Y%m}"
    return f"{corps}-{_signer(guichet_id, corps, settings.SECRET_KEY)}"


def lire_identifiant(texte: str, *, guichet_id: int) -> tuple[int, datetime.date] | None:
    """(contract, first day of the month), or None when it was altered or comes from elsewhere."""
    trouve = _FORME.match(texte.strip())
    if not trouve:
        return None
    corps = trouve[0].rpartition("-")[0]
    cles = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(trouve[4], _signer(guichet_id, corps, cle)) for cle in cles):
        return None
    return int(trouve[1]), datetime.date(int(trouve[2]), int(trouve[3]), 1)


def _signer(guichet_id: int, corps: str, cle: str | bytes | None) -> str:
    return salted_hmac(_SEL, f"{guichet_id}:{corps}", secret=cle, algorithm="sha256").hexdigest()[:10]
