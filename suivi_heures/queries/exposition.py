"""What a contract would cost its holders: today, and where the projection lands. Every figure with its computation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from marches.enums import ObjetPenalite, TypePenalite
from marches.models import Lot, Marche
from marches.queries.penalites import Bareme, CalculPenalite, baremes_du_marche, calculer_penalite
from marches.queries.valeurs_legales import ValeursLegales, lire_valeurs_legales
from suivi_heures.queries.avancement import Avancement, AvancementMarche
from suivi_heures.queries.retards import retards_de_declaration

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class ExpositionLot:
    """`terme`: at landing, central hypothesis; `pire`, `mieux`: low and high. None without projection."""

    lot: Lot
    avancement: Avancement
    bareme: Bareme
    ce_jour: CalculPenalite
    terme: CalculPenalite | None
    pire: CalculPenalite | None
    mieux: CalculPenalite | None


@dataclass(frozen=True)
class ExpositionPieces:
    """Documents late, by holder and month."""

    entreprise: str
    mois: datetime.date
    jours: int
    manque: bool
    bareme: Bareme
    calcul: CalculPenalite


@dataclass(frozen=True)
class Exposition:
    marche: Marche
    baremes: tuple[Bareme, ...]
    lots: tuple[ExpositionLot, ...]
    pieces: tuple[ExpositionPieces, ...]

    @property
    def ce_jour(self) -> Decimal:
        return _somme(e.ce_jour for e in self.lots)

    @property
    def terme(self) -> Decimal | None:
        return _somme(e.terme for e in self.lots) if any(e.terme for e in self.lots) else None

    @property
    def retards(self) -> Decimal:
        return _somme(e.calcul for e in self.pieces)


def exposer(avancement: AvancementMarche, *, au: datetime.date) -> Exposition:
    """Lots do not make up for one another: each is computed alone."""
    marche = avancement.marche
    valeurs = lire_valeurs_legales()
    heures = baremes_du_marche(marche)
    lots = tuple(
        _exposer_lot(lot, a, bareme, marche, valeurs, au)
        for lot, a in avancement.lots
        for bareme in heures
        if bareme.type != TypePenalite.JOUR_RETARD
    )
    pieces = baremes_du_marche(marche, ObjetPenalite.PIECES) + [b for b in heures if b.type == TypePenalite.JOUR_RETARD]
    return Exposition(marche, tuple(heures + pieces), lots, tuple(_exposer_pieces(marche, pieces, au)))


def chiffrer(
    bareme: Bareme, marche: Marche, valeurs: ValeursLegales, *, au: datetime.date, du: Decimal, fait: Decimal
) -> CalculPenalite:
    """The national amount is the one in force that day, or on the last day of the contract once it is over."""
    jour = min(au, marche.date_fin)
    reference = valeurs.au(bareme.reference, jour) if bareme.reference else None
    return calculer_penalite(bareme, du=du, fait=fait, montant_ht=marche.montant_ht, reference=reference)


def _exposer_lot(
    lot: Lot, a: Avancement, bareme: Bareme, marche: Marche, valeurs: ValeursLegales, au: datetime.date
) -> ExpositionLot:
    def pour(fait: Decimal) -> CalculPenalite:
        return chiffrer(bareme, marche, valeurs, au=au, du=a.du, fait=fait)

    p = a.projection
    return ExpositionLot(
        lot=lot,
        avancement=a,
        bareme=bareme,
        ce_jour=pour(a.valide),
        terme=pour(p.centrale) if p else None,
        pire=pour(p.basse) if p else None,
        mieux=pour(p.haute) if p else None,
    )


def _exposer_pieces(marche: Marche, baremes: list[Bareme], au: datetime.date) -> list[ExpositionPieces]:
    if not baremes:
        return []
    retards = retards_de_declaration([marche.pk], au=au, depuis=marche.date_debut, jusque=au)
    exposes = []
    for r in retards:
        jours = max(0, (au - r.echeance).days) if r.manquantes else r.jours
        for bareme in baremes:
            # a rule for documents that is not by day counts each late document once
            if bareme.type == TypePenalite.JOUR_RETARD:
                calcul = calculer_penalite(bareme, jours=jours, montant_ht=marche.montant_ht)
            else:
                calcul = calculer_penalite(bareme, du=Decimal(1), montant_ht=marche.montant_ht)
            exposes.append(ExpositionPieces(r.entreprise, r.mois, jours, bool(r.manquantes), bareme, calcul))
    return exposes


def _somme(calculs: object) -> Decimal:
    return sum((c.montant for c in calculs if c is not None and c.montant is not None), ZERO)  # type: ignore[attr-defined]
