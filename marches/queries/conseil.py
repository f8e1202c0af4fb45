"""Which legal tool fits: the indicative rule of the Marché de l’inclusion (domaine § 9), as help only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

DEPENDANCE = Decimal(30)


@dataclass(frozen=True)
class Conseil:
    """`types`: kinds of clause that the advice points to."""

    titre: str
    texte: str
    prudence: str = ""


def conseiller(fournisseurs: int | None, dependance_pct: Decimal | None) -> Conseil | None:
    """Nothing is advised while the number of structures able to answer is unknown."""
    if fournisseurs is None:
        return None
    prudence = ""
    if dependance_pct is not None and dependance_pct > DEPENDANCE:
        prudence = (
            "Prudence : le marché pèserait plus de 30\u202f% du chiffre d’affaires des structures qui le porteraient."
            " Elles en dépendraient : allotissez, ou préférez une clause d’exécution."
        )
    if fournisseurs > 30:
        return Conseil(
            "Marché réservé possible",
            "Plus de 30 structures peuvent répondre : la concurrence existe entre elles.",
            prudence,
        )
    if fournisseurs > 10:
        return Conseil(
            "Lot réservé possible", "Plus de 10 structures peuvent répondre : réservez un lot à leur mesure.", prudence
        )
    if fournisseurs >= 2:
        return Conseil(
            "Clause d’exécution",
            "Deux structures ou plus peuvent accompagner le titulaire : imposez des heures, il choisira comment.",
            prudence,
        )
    return Conseil(
        "Critère d’attribution",
        "Trop peu de structures pour imposer des heures : notez plutôt la proposition sociale des candidats.",
        prudence,
    )
