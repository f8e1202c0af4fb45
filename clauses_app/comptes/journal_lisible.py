"""An event as a line of a table or of a thread."""

from __future__ import annotations

from typing import Any

from clauses_app.audit.models import Evenement
from clauses_app.interface.formats import formater_date_heure


def decrire_fait(fait: Evenement) -> dict[str, Any]:
    """Who, what, on what, with the facts noted at the time."""
    return {
        "quand": formater_date_heure(fait.quand),
        "par": fait.par_nom or "Ancrage",
        "verbe": fait.get_verbe_display(),
        "objet": fait.objet_libelle,
        "details": ", ".join(f"{nom.replace('_', ' ')} : {_ecrire(valeur)}" for nom, valeur in fait.faits.items()),
    }


def _ecrire(valeur: Any) -> str:
    if valeur is True:
        return "oui"
    if valeur is False:
        return "non"
    if isinstance(valeur, list):
        return ", ".join(map(str, valeur))
    return "—" if valeur in (None, "") else str(valeur)
