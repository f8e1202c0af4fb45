"""What a penalty is counted on when it is not the whole contract: years or tranches, each with its due and its done."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from marches.models import Acte, Marche
from suivi_heures.enums import StatutHeure
from suivi_heures.queries.faits_mensuels import faits_mensuels

ZERO = Decimal("0.00")
CENTIEME = Decimal("0.01")
HORS_TRANCHE = "Hors tranche"


@dataclass(frozen=True)
class Tranchee:
    """A slice of what a lot owes. `est_close`: nothing done later can change it."""

    libelle: str
    du: Decimal
    fait: Decimal
    montant_ht: Decimal | None
    est_close: bool = False
    est_a_venir: bool = False


def faits_par_annee(lots: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """Validated hours that count, by lot then by calendar year, as every screen counts them."""
    faits: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for fait in faits_mensuels(lots=lots):
        if fait.statut == StatutHeure.VALIDEE:
            faits[fait.lot_id][fait.mois.year] += fait.valorisees
    return faits


def par_annee(
    marche: Marche, *, du: Decimal, fait: Decimal, faits: Mapping[int, Decimal], au: datetime.date
) -> list[Tranchee]:
    """Hours due in proportion to the days of each year. A year's surplus does not pay for another; a cap on bonuses
    (`fait` under the sum of the months) is taken on the last years."""
    jours = (marche.date_fin - marche.date_debut).days + 1
    restent, disponible, tranches = du, fait, []
    for annee in range(marche.date_debut.year, marche.date_fin.year + 1):
        debut = max(marche.date_debut, datetime.date(annee, 1, 1))
        fin = min(marche.date_fin, datetime.date(annee, 12, 31))
        part = Decimal((fin - debut).days + 1) / jours
        derniere = annee == marche.date_fin.year
        dues = restent if derniere else (du * part).quantize(CENTIEME, ROUND_HALF_UP)
        faites = min(faits.get(annee, ZERO), disponible)
        restent, disponible = restent - dues, disponible - faites
        montant = (marche.montant_ht * part).quantize(CENTIEME, ROUND_HALF_UP) if marche.montant_ht else None
        if debut <= au:
            libelle = f"Année {annee}" if fin < au else f"Année {annee}, en cours"
            tranches.append(Tranchee(libelle, dues, faites, montant, est_close=fin < au))
        else:
            tranches.append(Tranchee(f"Année {annee}, à venir", dues, ZERO, montant, est_a_venir=True))
    return tranches


def a_terme(tranches: list[Tranchee], centrale: Decimal) -> list[Tranchee]:
    """Years over keep their figures; those to come are taken together: the projection does not tell them apart."""
    closes, ouvertes = [t for t in tranches if t.est_close], [t for t in tranches if not t.est_close]
    if not ouvertes:
        return closes
    montants = [t.montant_ht for t in ouvertes]
    reste = Tranchee(
        "Années à finir, ensemble" if len(ouvertes) > 1 else ouvertes[0].libelle,
        sum((t.du for t in ouvertes), ZERO),
        max(ZERO, centrale - sum((t.fait for t in closes), ZERO)),
        sum((m for m in montants if m is not None), ZERO) if None not in montants else None,
    )
    return [*closes, reste]


def tranches_dues(lots: Iterable[int], *, au: datetime.date) -> dict[int, list[Tranchee]]:
    """Firm or firmed at that day, by lot, in the order they became due."""
    actes = (
        Acte.objects.en_vigueur()
        .filter(tranche__lot__in=lots, date__lte=au)
        .select_related("tranche")
        .order_by("date", "pk")
    )
    dues: dict[int, dict[int, Tranchee]] = defaultdict(dict)
    for acte in actes:
        t = acte.tranche
        nom = str(t)
        dues[t.lot_id].setdefault(t.pk, Tranchee(nom[:1].upper() + nom[1:], t.heures, ZERO, t.montant_ht))
    return {lot: list(tranches.values()) for lot, tranches in dues.items()}


def par_tranche(
    marche: Marche, tranches: list[Tranchee], *, du: Decimal, fait: Decimal, du_marche: Iterable[Tranchee]
) -> list[Tranchee]:
    """Hours done fill what is due outside of any tranche, then each tranche in its order. `du_marche`: those of
    every lot, whose amounts are no longer outside of any tranche."""
    hors = du - sum((t.du for t in tranches), ZERO)
    if hors > 0:
        montants = [t.montant_ht for t in du_marche]
        reste = None
        if marche.montant_ht is not None and None not in montants:
            reste = max(ZERO, marche.montant_ht - sum((m for m in montants if m is not None), ZERO))
        tranches = [Tranchee(HORS_TRANCHE, hors, ZERO, reste), *tranches]
    remplies = []
    for tranche in tranches:
        faites = min(fait, tranche.du)
        remplies.append(replace(tranche, fait=faites))
        fait -= faites
    return remplies
