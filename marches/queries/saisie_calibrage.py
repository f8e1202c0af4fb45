"""From what was typed to what is computed: empty terms are read in the ratios of the trade."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marches.enums import MethodeCalibrage
from marches.models import Calibrage
from marches.queries.formules_calibrage import CalibrageImpossible, Reglages, Resultat, calculer
from marches.queries.ratios import Ratio
from marches.queries.termes_calibrage import TERMES


def completer(methode: str, saisies: Mapping[str, Decimal | None], ratio: Ratio | None) -> dict[str, Decimal]:
    """The terms of the method and nothing else; a refusal names the first one that nothing gives."""
    entrees: dict[str, Decimal] = {}
    for terme in TERMES[methode]:
        valeur = saisies.get(terme.code)
        if valeur is None and terme.du_metier:
            valeur = _lire_au_metier(methode, terme.code, ratio)
        if valeur is not None:
            entrees[terme.code] = valeur
        elif not terme.facultatif or terme.du_metier:
            raise CalibrageImpossible(_dire_ce_qui_manque(terme.du_metier, ratio), terme.code)
    return entrees


def _lire_au_metier(methode: str, code: str, ratio: Ratio | None) -> Decimal | None:
    if ratio is None:
        return None
    if code == "part":
        return None if ratio.part is None else ratio.part * 100
    if methode == MethodeCalibrage.REPRISE_PERSONNEL:
        return ratio.cout / ratio.part if ratio.cout and ratio.part else None
    return ratio.cout


def _dire_ce_qui_manque(du_metier: bool, ratio: Ratio | None) -> str:
    if not du_metier:
        return "Écrivez un nombre."
    if ratio is None:
        return "Écrivez un nombre, ou choisissez un métier dont le guichet connaît les ratios."
    return f"Le guichet n’a pas encore ce ratio pour « {ratio.libelle} » : écrivez-le ici, ou dans les paramètres."


def garder_entrees(entrees: Mapping[str, Decimal]) -> dict[str, str]:
    return {code: str(valeur) for code, valeur in entrees.items()}


def relire_entrees(gardees: Mapping[str, Any]) -> dict[str, Decimal]:
    return {code: Decimal(valeur) for code, valeur in gardees.items()}


def rejouer(calibrage: Calibrage) -> Resultat:
    """The kept inputs through the kept version of the formulas: must give the kept result."""
    return calculer(
        calibrage.methode,
        relire_entrees(calibrage.entrees),
        Reglages.de_json(calibrage.reglages),
        formule=calibrage.formule,
    )
