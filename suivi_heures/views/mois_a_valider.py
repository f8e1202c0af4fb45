"""Which month waits for a decision, and the words of the button that takes it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from clauses_app.interface.formats import formater_heures, formater_mois
from suivi_heures.queries.grille import Grille, Pied


def decrire_validation(grille: Grille) -> dict[str, Any] | None:
    """The oldest month whose validation changes something first, then the others; None when nothing waits."""
    en_attente = [(mois, pied) for mois in grille.mois if (pied := grille.pied(mois)).a_valider]
    if not en_attente:
        return None
    en_attente.sort(key=lambda couple: not (couple[1].attente or couple[1].brouillons_prets))
    return _decrire(*en_attente[0]) | {"autres": [_decrire(mois, pied) for mois, pied in en_attente[1:]]}


def viser_mois(grille: Grille, validation: dict[str, Any] | None) -> str:
    """The month a narrow screen opens on: the one to validate, else the latest that has begun."""
    if validation:
        return str(validation["mois"])
    commences = [mois for mois in grille.mois if mois <= timezone.localdate()]
    return f"{commences[-1] if commences else grille.mois[0]:%Y-%m}"


def _decrire(mois: datetime.date, pied: Pied) -> dict[str, Any]:
    """The label says the effect: hours that will count."""
    effet = pied.attente + pied.brouillons_prets
    nom = formater_mois(mois).rpartition(" ")[0]
    return {
        "mois": f"{mois:%Y-%m}",
        "nom": formater_mois(mois),
        "libelle": f"Valider {nom}, {formater_heures(effet)}",
        "effet": formater_heures(effet),
        "montre": f"{pied.a_decider:f}",
        "non_comptees": formater_heures(pied.non_comptees) if pied.non_comptees else "",
        "brouillons": formater_heures(pied.brouillons) if pied.brouillons else "",
    }
