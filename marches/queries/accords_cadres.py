"""A framework agreement: what was ordered and attached, against its minimum and its maximum."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from marches.enums import TypeActe
from marches.models import Acte, EngagementHeures, Marche
from marches.queries.objectif import ZERO


@dataclass(frozen=True)
class Subsequent:
    marche: Marche
    heures: Decimal


@dataclass(frozen=True)
class CumulAccordCadre:
    minimum: Decimal | None
    maximum: Decimal | None
    bons: int
    montant_bons: Decimal
    subsequents: tuple[Subsequent, ...] = ()

    @property
    def montant_subsequents(self) -> Decimal:
        return sum((s.marche.montant_ht or ZERO for s in self.subsequents), ZERO)

    @property
    def heures_subsequents(self) -> Decimal:
        return sum((s.heures for s in self.subsequents), ZERO)

    @property
    def montant(self) -> Decimal:
        return self.montant_bons + self.montant_subsequents

    @property
    def reste_au_minimum(self) -> Decimal | None:
        return None if self.minimum is None else max(ZERO, self.minimum - self.montant)

    @property
    def depassement(self) -> Decimal:
        """Beyond the maximum: said, never blocked; the order exists whether we like it or not."""
        return ZERO if self.maximum is None else max(ZERO, self.montant - self.maximum)


def cumuler_accord_cadre(marche: Marche) -> CumulAccordCadre:
    """Two queries: orders in force, subsequent contracts with their hours due."""
    bons = Acte.objects.en_vigueur().filter(marche=marche, type=TypeActe.BON_COMMANDE)
    montants = list(bons.values_list("montant_ht", flat=True))
    dues = EngagementHeures.objects.filter(lot__marche=OuterRef("pk")).order_by().values("lot__marche")
    somme = Subquery(dues.annotate(total=Sum("heures")).values("total"))
    attaches = Marche.objects.suivis().filter(accord_cadre=marche).annotate(heures_dues=Coalesce(somme, ZERO))
    return CumulAccordCadre(
        minimum=marche.montant_minimum,
        maximum=marche.montant_maximum,
        bons=len(montants),
        montant_bons=sum((montant for montant in montants if montant is not None), ZERO),
        subsequents=tuple(Subsequent(m, m.heures_dues) for m in attaches.order_by(F("date_debut"), "ref")),
    )
