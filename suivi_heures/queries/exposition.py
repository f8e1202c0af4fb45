"""What a contract would cost its holders: today, and where the projection lands. Every figure with its computation."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
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
    calculer_penalites,
    plafonner_penalites,
)
from marches.queries.valeurs_legales import ValeursLegales, lire_valeurs_legales
from suivi_heures.queries.assiettes import (
    HORS_TRANCHE,
    Tranchee,
    a_terme,
    faits_par_annee,
    par_annee,
    par_tranche,
    tranches_dues,
)
from suivi_heures.queries.avancement import Avancement, AvancementMarche
from suivi_heures.queries.retards import RetardDeclaration, retards_de_declaration

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
class PieceEnRetard:
    """A document late, by holder and month. `montant`: what the cap of the rule leaves of `brut`."""

    entreprise: str
    mois: datetime.date
    jours: int
    manque: bool
    brut: Decimal
    montant: Decimal


@dataclass(frozen=True)
class ExpositionPieces:
    """The late documents of the contract under one rule, and what they make together."""

    bareme: Bareme
    documents: tuple[PieceEnRetard, ...]
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
    def sans_terme(self) -> int:
        """Lots without projection: `terme` is silent on them, whatever they lack today."""
        return len({e.lot.pk for e in self.lots if e.terme is None})

    @property
    def retards(self) -> Decimal:
        return _somme(e.calcul for e in self.pieces)

    @property
    def documents_en_retard(self) -> int:
        """Every rule reads the same documents: each counts once."""
        return max((len(e.documents) for e in self.pieces), default=0)


def exposer(avancement: AvancementMarche, *, au: datetime.date) -> Exposition:
    """Lots do not make up for one another: each owes its hours. A cap, a flat sum, a share are the contract's."""
    marche = avancement.marche
    baremes = baremes_du_marche(marche)
    heures = [bareme for bareme in baremes if bareme.type != TypePenalite.JOUR_RETARD]
    faits = _rassembler(avancement, heures, au)
    chiffres = [_exposer_lots(avancement, bareme, faits) for bareme in heures]
    lots = tuple(expose for du_lot in zip(*chiffres, strict=True) for expose in du_lot)
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


def _exposer_lots(avancement: AvancementMarche, bareme: Bareme, faits: _Faits) -> list[ExpositionLot]:
    """One rule over all the lots: they share its cap."""
    projetes = [(lot, a, a.projection) for lot, a in avancement.lots if a.projection]
    ce_jour = _chiffrer([(lot, a, a.valide) for lot, a in avancement.lots], bareme, faits)
    terme = _chiffrer([(lot, a, p.centrale) for lot, a, p in projetes], bareme, faits, terme=True)
    pire = _chiffrer([(lot, a, p.basse) for lot, a, p in projetes], bareme, faits, terme=True)
    mieux = _chiffrer([(lot, a, p.haute) for lot, a, p in projetes], bareme, faits, terme=True)
    return [
        ExpositionLot(
            lot=lot,
            avancement=a,
            bareme=bareme,
            ce_jour=ce_jour[lot.pk],
            terme=terme.get(lot.pk),
            pire=pire.get(lot.pk),
            mieux=mieux.get(lot.pk),
            parts=_partager(ce_jour[lot.pk], faits.groupements.get(lot.pk)),
        )
        for lot, a in avancement.lots
    ]


def _partager(calcul: CalculPenalite, groupement: Groupement | None) -> tuple[PartPenalite, ...]:
    return () if calcul.montant is None or groupement is None else partager_penalite(calcul.montant, groupement)


def _chiffrer(
    places: list[tuple[Lot, Avancement, Decimal]], bareme: Bareme, faits: _Faits, *, terme: bool = False
) -> dict[int, CalculPenalite]:
    """What the lots owe for the same slice of the contract is computed together, then each lot's slices are summed."""
    ensembles: dict[object, list[tuple[int, Tranchee]]] = defaultdict(list)
    for lot, a, fait in places:
        for tranche in _decouper(lot, a, bareme, faits, fait, terme=terme):
            # a tranche is written on its lot, with its own hours and amount
            est_du_lot = bareme.assiette == AssiettePenalite.TRANCHE and tranche.libelle != HORS_TRANCHE
            ensembles[(lot.pk, tranche.libelle) if est_du_lot else tranche.libelle].append((lot.pk, tranche))
    calculs: dict[int, list[tuple[str, CalculPenalite]]] = {lot.pk: [] for lot, _, _ in places}
    for ensemble in ensembles.values():
        chiffres = _chiffrer_ensemble(bareme, [tranche for _, tranche in ensemble], faits)
        for (lot_id, tranche), calcul in zip(ensemble, chiffres, strict=True):
            calculs[lot_id].append((tranche.libelle, calcul))
    if bareme.assiette == AssiettePenalite.FIN_MARCHE:
        return {lot_id: siens[0][1] for lot_id, siens in calculs.items()}
    return {lot_id: additionner_penalites(siens) for lot_id, siens in calculs.items()}


def _decouper(lot: Lot, a: Avancement, bareme: Bareme, faits: _Faits, fait: Decimal, *, terme: bool) -> list[Tranchee]:
    """The whole contract, or slice by slice. « If it stopped today » has no year to come."""
    marche = faits.marche
    if bareme.assiette == AssiettePenalite.ANNUELLE:
        annees = par_annee(marche, du=a.du, fait=a.valide, faits=faits.annees.get(lot.pk, {}), au=faits.au)
        return a_terme(annees, fait) if terme else [t for t in annees if not t.est_a_venir]
    if bareme.assiette == AssiettePenalite.TRANCHE:
        toutes = [tranche for siennes in faits.tranches.values() for tranche in siennes]
        return par_tranche(marche, faits.tranches.get(lot.pk, []), du=a.du, fait=fait, du_marche=toutes)
    return [Tranchee("", a.du, fait, marche.montant_ht)]


def _chiffrer_ensemble(bareme: Bareme, tranches: list[Tranchee], faits: _Faits) -> list[CalculPenalite]:
    """The national amount is the one in force that day, or on the last day of the contract once it is over."""
    jour = min(faits.au, faits.marche.date_fin)
    reference = faits.valeurs.au(bareme.reference, jour) if bareme.reference else None
    lots = [(tranche.du, tranche.fait) for tranche in tranches]
    return calculer_penalites(bareme, lots, montant_ht=tranches[0].montant_ht, reference=reference)


def _exposer_pieces(marche: Marche, baremes: list[Bareme], au: datetime.date) -> list[ExpositionPieces]:
    if not baremes:
        return []
    retards = retards_de_declaration([marche.pk], au=au, depuis=marche.date_debut, jusque=au)
    return [_exposer_regle(marche, bareme, retards, au) for bareme in baremes] if retards else []


def _exposer_regle(
    marche: Marche, bareme: Bareme, retards: list[RetardDeclaration], au: datetime.date
) -> ExpositionPieces:
    """The cap is filled in the order of the months: what comes after it is reached costs nothing more."""
    seul = replace(bareme, plafond_montant=None, plafond_pct=None)
    durees = [max(0, (au - r.echeance).days) if r.manquantes else r.jours for r in retards]
    # a rule for documents that is not by day counts each late document once
    par_jour = bareme.type == TypePenalite.JOUR_RETARD
    calculs = [
        calculer_penalite(seul, jours=jours) if par_jour else calculer_penalite(seul, du=Decimal(1)) for jours in durees
    ]
    bruts = [calcul.montant or ZERO for calcul in calculs]
    ensemble = plafonner_penalites(bareme, bruts, montant_ht=marche.montant_ht)
    reste, documents = ensemble.montant or ZERO, []
    for r, jours, brut in zip(retards, durees, bruts, strict=True):
        montant = min(brut, reste)
        reste -= montant
        documents.append(PieceEnRetard(r.entreprise, r.mois, jours, bool(r.manquantes), brut, montant))
    return ExpositionPieces(bareme, tuple(documents), ensemble)


def _somme(calculs: object) -> Decimal:
    return sum((c.montant for c in calculs if c is not None and c.montant is not None), ZERO)  # type: ignore[attr-defined]
