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
    "avant_apres": "avant, après",
    "cree": "créés",
    "crees": "créés",
    "delai_releve_jours": "délai de remise en jours",
    "ecart_paie": "écart de paie toléré en heures",
    "heures_max_mois": "heures par mois à confirmer",
    "mis_a_jour": "mis à jour",
    "renvoyee": "renvoyée",
    "retiree": "retirée",
    "revision": "révision",
    "role": "rôle",
    "beneficiaires": "bénéficiaires",
    "date_debut": "début",
    "date_fin": "fin",
    "eligibilites": "éligibilités",
    "maitre_ouvrage": "maître d’ouvrage",
    "maitres_ouvrage": "maîtres d’ouvrage",
    "marches": "marchés",
    "modalite": "modalité",
    "operations": "opérations",
    "regles": "règles",
    "releve": "relevé",
    "lot_nouveau": "nouveau lot",
    "type_contrat": "type de contrat",
    "annulee": "annulée",
}
JOUR = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
DECIMAL = re.compile(r"(\d+)\.(\d{2})")


def decrire_fait(fait: Evenement) -> dict[str, Any]:
    """Who, what, on what, with the facts noted at the time."""
    return {
        "quand": formater_date_heure(fait.quand),
        "par": fait.par_nom or "Ancrage",
        "verbe": fait.get_verbe_display(),
        "objet": fait.objet,
        "details": _ecrire_faits(fait.faits),
    }


def _ecrire_faits(faits: dict[str, Any]) -> str:
    return ", ".join(
        f"{_nommer(nom)}\u00a0: {_ecrire(valeur)}"
        for nom, valeur in faits.items()
        if nom not in TUS and valeur not in (None, "", [], {})
    )


def _nommer(nom: str) -> str:
    return ACCENTS.get(nom, nom.replace("_", " "))


def _ecrire(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list):
        return ", ".join(map(_ecrire, valeur))
    if isinstance(valeur, dict):
        return ", ".join(
            f"{_ecrire(nombre)} {ACCENTS.get(nom, nom.replace('_', ' '))}" for nom, nombre in valeur.items()
        )
    return DECIMAL.sub(r"\1,\2", JOUR.sub(r"\3/\2/\1", str(valeur)))
