"""Who bears a penalty in a group: each for the hours it answers for, the rest on the leader (CCAG Travaux, 19.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from marches.enums import RoleAttribution
from marches.models import Attribution
from marches.queries.groupements import Groupement

CENTIME = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class PartPenalite:
    """`heures`: what the member answers for; None when the group never split its debt."""

    attribution: Attribution
    heures: Decimal | None
    montant: Decimal


def partager_penalite(montant: Decimal, groupement: Groupement) -> tuple[PartPenalite, ...]:
    """Nothing for a holder alone. To the cent: shares are rounded down, the leader takes what is left."""
    membres = [membre.attribution for membre in groupement.en_place]
    if len(membres) < 2:
        return ()
    porteur = next((m for m in membres if m.role == RoleAttribution.MANDATAIRE), membres[0])
    base = max(groupement.du, sum((m.heures_affectees or ZERO for m in membres), ZERO))
    parts = {
        m.pk: (montant * (m.heures_affectees or ZERO) / base).quantize(CENTIME, ROUND_DOWN) if base else ZERO
        for m in membres
        if m.pk != porteur.pk
    }
    parts[porteur.pk] = montant - sum(parts.values(), ZERO)
    return tuple(PartPenalite(m, m.heures_affectees, parts[m.pk]) for m in membres)
