"""Projects and their lots with the sizing that holds, read for the screens and for the opening of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from marches.models import Calibrage, LotProjet, ProjetAchat

ZERO = Decimal(0)


@dataclass(frozen=True)
class LotCalibre:
    """A lot of a project, its last sizing, and how many there were."""

    lot: LotProjet
    calibrage: Calibrage | None

    @property
    def heures(self) -> Decimal:
        return self.calibrage.heures if self.calibrage and not self.lot.sans_clause else ZERO

    @property
    def attend(self) -> bool:
        """Neither sized nor left without clause on purpose."""
        return self.calibrage is None and not self.lot.sans_clause


@dataclass(frozen=True)
class Consultation:
    """A whole consultation: lots, hours, amounts. The ratio is said over the amounts that are known."""

    lots: tuple[LotCalibre, ...]

    @property
    def heures(self) -> Decimal:
        return sum((un.heures for un in self.lots), ZERO)

    @property
    def montant(self) -> Decimal:
        return sum((un.lot.montant_ht or ZERO for un in self.lots), ZERO)

    @property
    def calibres(self) -> int:
        return sum(un.calibrage is not None or un.lot.sans_clause for un in self.lots)

    @property
    def pour_100_000(self) -> Decimal | None:
        """Hours for 100 000 €, over lots whose hours and amount are both known."""
        connus = [un for un in self.lots if un.heures and un.lot.montant_ht]
        montant = sum((un.lot.montant_ht or ZERO for un in connus), ZERO)
        return sum((un.heures for un in connus), ZERO) * 100_000 / montant if montant else None


def lire_consultation(projet: ProjetAchat) -> Consultation:
    """Two queries."""
    return lire_consultations([projet])[projet.pk]


def lire_consultations(projets: Iterable[ProjetAchat]) -> dict[int, Consultation]:
    """By project: two queries whatever their number."""
    cles = [projet.pk for projet in projets]
    lots: dict[int, list[LotProjet]] = {cle: [] for cle in cles}
    for lot in LotProjet.objects.filter(projet__in=cles).order_by("pk"):
        lots[lot.projet_id].append(lot)
    derniers = {
        calibrage.lot_projet_id: calibrage
        for calibrage in Calibrage.objects.filter(lot_projet__projet__in=cles)
        .order_by("lot_projet_id", "-rang")
        .distinct("lot_projet_id")
    }
    return {
        cle: Consultation(tuple(LotCalibre(lot, derniers.get(lot.pk)) for lot in suite)) for cle, suite in lots.items()
    }
