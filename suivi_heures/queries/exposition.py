"""What a contract would cost its holders: today, and where the projection lands. Every figure with its computation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from marches.enums import AssiettePenalite, ObjetPenalite, TypePenalite
from marches.models import Lot, Marche
from marches.queries.groupements import Groupement, lire_groupements
from marches.queries.parts_penalite import PartPenalite, partager_penalite
from marches.queries.penalites import (
    Bareme,
    CalculPenalite,
    additionner_penalites,
    baremes_du_marche,
    calculer_penalite,
)
from marches.queries.valeurs_legales import ValeursLegales, lire_valeurs_legales
from suivi_heures.queries.assiettes import (
    Tranchee,
    a_terme,
    faits_par_annee,
    par_annee,
    par_tranche,
    tranches_dues,
)
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
    parts: tuple[PartPenalite, ...] = ()  # of the penalty of the day, between the members of a group


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
    baremes = baremes_du_marche(marche)
    heures = [bareme for bareme in baremes if bareme.type != TypePenalite.JOUR_RETARD]
    faits = _rassembler(avancement, heures, au)
    lots = tuple(_exposer_lot(lot, a, bareme, faits) for lot, a in avancement.lots for bareme in heures)
    pieces = baremes_du_marche(marche, ObjetPenalite.PIECES)
    pieces += [bareme for bareme in baremes if bareme.type == TypePenalite.JOUR_RETARD]
    return Exposition(marche, tuple(baremes + pieces), lots, tuple(_exposer_pieces(marche, pieces, au)))


@dataclass(frozen=True)
class _Faits:
    """What the rules of one contract read, asked once."""

    marche: Marche
    au: datetime.date
    valeurs: ValeursLegales
    groupements: dict[int, Groupement]
    annees: dict[int, dict[int, Decimal]]
    tranches: dict[int, list[Tranchee]]


def _rassembler(avancement: AvancementMarche, heures: list[Bareme], au: datetime.date) -> _Faits:
    lots, assiettes = [lot for lot, _ in avancement.lots], {bareme.assiette for bareme in heures}
    cles = [lot.pk for lot in lots]
    dus = {lot.pk: a.du for lot, a in avancement.lots}
    return _Faits(
        marche=avancement.marche,
        au=au,
        valeurs=lire_valeurs_legales(),
        groupements={g.lot.pk: g for g in lire_groupements(lots, dus)} if heures else {},
        annees=faits_par_annee(cles) if AssiettePenalite.ANNUELLE in assiettes else {},
        tranches=tranches_dues(cles, au=au) if AssiettePenalite.TRANCHE in assiettes else {},
    )


def _exposer_lot(lot: Lot, a: Avancement, bareme: Bareme, faits: _Faits) -> ExpositionLot:
    p = a.projection
    ce_jour = _chiffrer(lot, a, bareme, faits, a.valide)
    partage = ce_jour.montant is not None and lot.pk in faits.groupements
    return ExpositionLot(
        lot=lot,
        avancement=a,
        bareme=bareme,
        ce_jour=ce_jour,
        terme=_chiffrer(lot, a, bareme, faits, p.centrale, terme=True) if p else None,
        pire=_chiffrer(lot, a, bareme, faits, p.basse, terme=True) if p else None,
        mieux=_chiffrer(lot, a, bareme, faits, p.haute, terme=True) if p else None,
        parts=partager_penalite(ce_jour.montant or ZERO, faits.groupements[lot.pk]) if partage else (),
    )


def _chiffrer(
    lot: Lot, a: Avancement, bareme: Bareme, faits: _Faits, fait: Decimal, *, terme: bool = False
) -> CalculPenalite:
    """On the whole contract, or slice by slice. « If it stopped today » has no year to come."""
    marche = faits.marche
    if bareme.assiette == AssiettePenalite.ANNUELLE:
        annees = par_annee(marche, du=a.du, fait=a.valide, faits=faits.annees.get(lot.pk, {}), au=faits.au)
        tranches = a_terme(annees, fait) if terme else [t for t in annees if not t.est_a_venir]
    elif bareme.assiette == AssiettePenalite.TRANCHE:
        tranches = par_tranche(marche, faits.tranches.get(lot.pk, []), du=a.du, fait=fait)
    else:
        tout = Tranchee("", a.du, fait, marche.montant_ht)
        return _chiffrer_tranche(bareme, tout, faits)
    return additionner_penalites((t.libelle, _chiffrer_tranche(bareme, t, faits)) for t in tranches)


def _chiffrer_tranche(bareme: Bareme, tranche: Tranchee, faits: _Faits) -> CalculPenalite:
    """The national amount is the one in force that day, or on the last day of the contract once it is over."""
    jour = min(faits.au, faits.marche.date_fin)
    reference = faits.valeurs.au(bareme.reference, jour) if bareme.reference else None
    return calculer_penalite(
        bareme, du=tranche.du, fait=tranche.fait, montant_ht=tranche.montant_ht, reference=reference
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
