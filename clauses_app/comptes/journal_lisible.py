"""An event as a line of a table or of a thread."""

from __future__ import annotations

import re
from typing import Any

from clauses_app.audit.models import Evenement
from clauses_app.interface.formats import formater_date_heure

# fingerprints prove, to whoever compares; to a reader they say nothing
TUS = frozenset({"empreinte"})
ACCENTS = {
    "acces": "accès",
    "apres": "après",
    "cree": "créés",
    "crees": "créés",
    "delai_releve_jours": "délai de remise en jours",
    "heures_max_mois": "heures par mois à confirmer",
    "mis_a_jour": "mis à jour",
    "renvoyee": "renvoyée",
    "retiree": "retirée",
    "revision": "révision",
    "role": "rôle",
    "annulee": "annulée",
}
DECIMAL = re.compile(r"(\d+)\.(\d{2})")


def decrire_fait(fait: Evenement) -> dict[str, Any]:
    """Who, what, on what, with the facts noted at the time."""
    verbe = fait.get_verbe_display()
    return {
        "quand": formater_date_heure(fait.quand),
        "par": fait.par_nom or "Ancrage",
        "verbe": verbe,
        "objet": _sans_redite(fait.objet_libelle, verbe.rpartition(" ")[2]),
        "details": _ecrire_faits(fait.faits),
    }


def _sans_redite(objet: str, mot: str) -> str:
    """« a publié le rapport » + « rapport T3 2026 »"""
    return objet[len(mot) :].strip() if objet.lower().startswith(f"{mot} ") else objet


def _ecrire_faits(faits: dict[str, Any]) -> str:
    return ", ".join(
        f"{ACCENTS.get(nom, nom.replace('_', ' '))}\u00a0: {_ecrire(valeur)}"
        for nom, valeur in faits.items()
        if nom not in TUS and valeur not in (None, "", [], {})
    )


def _ecrire(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list):
        return ", ".join(map(_ecrire, valeur))
    if isinstance(valeur, dict):
        return ", ".join(f"{_ecrire(nombre)} {nom.replace('_', ' ')}" for nom, nombre in valeur.items())
    return DECIMAL.sub(r"\1,\2", str(valeur))
