"""Who holds a lot and for how much: members, their share, their subcontractors, and what is left unassigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from marches.enums import RoleAttribution
from marches.models import Attribution, Lot
from marches.queries.objectif import ZERO


@dataclass
class Membre:
    attribution: Attribution
    sous_traitants: list[Attribution] = field(default_factory=list)

    @property
    def repercutees(self) -> Decimal:
        return sum((s.heures_affectees or ZERO for s in self.sous_traitants), ZERO)

    @property
    def repercute_trop(self) -> bool:
        part = self.attribution.heures_affectees
        return part is not None and self.repercutees > part


@dataclass
class Groupement:
    lot: Lot
    du: Decimal
    membres: list[Membre] = field(default_factory=list)
    # declared before their holder was known
    sans_donneur: list[Attribution] = field(default_factory=list)

    @property
    def reparti(self) -> Decimal:
        return sum((m.attribution.heures_affectees or ZERO for m in self.membres), ZERO)

    @property
    def ecart(self) -> Decimal:
        """Hours due that nobody took (positive), or taken twice (negative)."""
        return self.du - self.reparti

    @property
    def est_reparti(self) -> bool:
        return any(m.attribution.heures_affectees is not None for m in self.membres)

    @property
    def en_place(self) -> list[Membre]:
        return [m for m in self.membres if m.attribution.date_fin is None]


def lire_groupements(lots: list[Lot], dus: Mapping[int, Decimal]) -> list[Groupement]:
    """One query. A holder that came and left the same day was entered by mistake: it is not shown."""
    groupements = {lot.pk: Groupement(lot, dus.get(lot.pk, ZERO)) for lot in lots}
    attributions = list(
        Attribution.objects.filter(lot__in=list(groupements)).tenues().select_related("entreprise").order_by("pk")
    )
    membres: dict[int, Membre] = {}
    for attribution in attributions:
        if attribution.role != RoleAttribution.SOUS_TRAITANT:
            membres[attribution.pk] = Membre(attribution)
            groupements[attribution.lot_id].membres.append(membres[attribution.pk])
    for attribution in attributions:
        if attribution.role == RoleAttribution.SOUS_TRAITANT:
            donneur = membres.get(attribution.donneur_ordre_id or 0)
            suite = donneur.sous_traitants if donneur else groupements[attribution.lot_id].sans_donneur
            suite.append(attribution)
    return list(groupements.values())
