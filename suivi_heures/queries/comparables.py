"""What similar lots of the guichet really achieved: same trade, comparable amount, with their coverage."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import Q

from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Lot, LotProjet, MarcheDecp
from marches.queries.ratios import Ratio
from suivi_heures.queries.couverture import Couverture, Par, calculer_couvertures
from suivi_heures.queries.realisation import TotauxLot, realisation_des_lots
from suivi_heures.queries.taux import part_realisee

ASSEZ = 3
CANDIDATS_MAX = 300
MONTRES = 12
# « comparable » amount: from a third to three times
ECART = 3


@dataclass(frozen=True)
class LotComparable:
    lot: Lot
    totaux: TotauxLot
    montant: Decimal | None
    est_fini: bool
    couverture: Couverture

    @property
    def part(self) -> Decimal | None:
        """Achieved on due, in points."""
        return part_realisee(self.totaux.valorisees, self.totaux.objectif)

    @property
    def pour_100_000(self) -> Decimal | None:
        return self.totaux.objectif * 100_000 / self.montant if self.montant else None


@dataclass(frozen=True)
class Comparaison:
    """`finis`: over, the only ones whose rate says something. Medians are absent under `ASSEZ` lots."""

    lots: tuple[LotComparable, ...]
    trouves: int

    @property
    def finis(self) -> tuple[LotComparable, ...]:
        return tuple(un for un in self.lots if un.est_fini)

    @property
    def part_mediane(self) -> Decimal | None:
        return _mediane([un.part for un in self.finis if un.part is not None])

    @property
    def couverture(self) -> Couverture:
        return sum((un.couverture for un in self.finis), Couverture())

    @property
    def chiffres(self) -> int:
        """Lots whose amount is known."""
        return sum(un.pour_100_000 is not None for un in self.lots)

    @property
    def heures_medianes(self) -> Decimal | None:
        return _mediane([un.pour_100_000 for un in self.lots if un.pour_100_000 is not None])


def comparer_aux_lots_passes(
    ratio: Ratio | None, montant: Decimal | None, *, sauf: int | None, au: datetime.date
) -> Comparaison:
    """Five queries at most. A lot whose amount is unknown stays in: it is said that it could not be compared by it."""
    if ratio is None:
        return Comparaison((), 0)
    candidats = _lots_du_metier(ratio, sauf)
    montants = _montants(candidats)
    proches = [lot for lot in candidats if _est_proche(montants.get(lot.pk), montant)][:CANDIDATS_MAX]
    cles = [lot.pk for lot in proches]
    totaux = realisation_des_lots(lots=cles, au=au)
    couvertures = calculer_couvertures(Par.LOT, cles, au=au)
    lots = [
        LotComparable(
            lot,
            totaux[lot.pk],
            montants.get(lot.pk),
            lot.marche.date_fin < au,
            couvertures.get(lot.pk, Couverture()),
        )
        for lot in proches
        if totaux[lot.pk].objectif > 0
    ]
    lots.sort(key=lambda un: (not un.est_fini, -un.lot.marche.date_fin.toordinal(), un.lot.pk))
    return Comparaison(tuple(lots), len(candidats))


def _lots_du_metier(ratio: Ratio, sauf: int | None) -> list[Lot]:
    """By the trade given when it was sized, by its published CPV, or by the words of its wording."""
    calibres = LotProjet.objects.filter(secteur=ratio.code, lot__isnull=False).values("lot")
    du_metier = Q(pk__in=calibres)
    if ratio.cpv:
        publies = MarcheDecp.objects.filter(cpv__startswith=ratio.cpv, marche__isnull=False).values("marche")
        du_metier |= Q(marche__in=publies)
    for mot in ratio.mots:
        du_metier |= Q(objet__icontains=mot)
        if (sans_accent := _sans_accent(mot)) != mot:
            du_metier |= Q(objet__icontains=sans_accent)
    lots = Lot.objects.filter(du_metier, guichet_id=exiger_guichet()).select_related("marche")
    return list(lots.exclude(pk=sauf or 0).order_by("-marche__date_fin", "pk")[:CANDIDATS_MAX])


def _montants(lots: list[Lot]) -> dict[int, Decimal]:
    """Of the lot; of its contract when it is alone in it."""
    seuls = {
        marche_id for marche_id, autres in _lots_par_marche({lot.marche_id for lot in lots}).items() if autres == 1
    }
    montants = {}
    for lot in lots:
        montant = lot.montant_ht or (lot.marche.montant_ht if lot.marche_id in seuls else None)
        if montant:
            montants[lot.pk] = montant
    return montants


def _lots_par_marche(marches: set[int]) -> dict[int, int]:
    nombres: dict[int, int] = {}
    for marche_id in Lot.objects.filter(marche__in=marches).values_list("marche_id", flat=True):
        nombres[marche_id] = nombres.get(marche_id, 0) + 1
    return nombres


def _est_proche(montant: Decimal | None, vise: Decimal | None) -> bool:
    return not montant or not vise or vise / ECART <= montant <= vise * ECART


def _mediane(valeurs: list[Decimal]) -> Decimal | None:
    return median(valeurs) if len(valeurs) >= ASSEZ else None


def _sans_accent(mot: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", mot) if not unicodedata.combining(c)).replace("œ", "oe")
