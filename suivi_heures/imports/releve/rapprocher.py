"""How much a name that is written looks like a name that is known: a proposal, never a decision."""

from __future__ import annotations

import datetime
from difflib import SequenceMatcher

from suivi_heures.imports.releve.connaissances import PersonneConnue
from suivi_heures.imports.releve.identites import formes_du_nom

DU_NOM, DE_LA_NAISSANCE = 70, 30


def noter_ressemblance(cle: str, naissance: datetime.date | None, personne: PersonneConnue) -> int:
    """0 to 99: never certain. Without a date of birth in the file, the name says all."""
    nom = max((SequenceMatcher(None, cle, forme).ratio() for forme in formes_du_nom(personne)), default=0.0)
    if naissance is None:
        return min(99, round(100 * nom))
    return min(99, round(DU_NOM * nom) + (DE_LA_NAISSANCE if naissance == personne.naissance else 0))
