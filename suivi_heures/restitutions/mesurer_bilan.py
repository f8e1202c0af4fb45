"""Every figure of a quarterly report, one a row: what its CSV, its workbook and their readers share.

The codes are a promise made to whoever computes from the file (docs/donnees-du-rapport.md): never renamed, only added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from suivi_heures.restitutions.bilan_trimestriel import (
    Avancement,
    BilanTrimestriel,
    Couverture,
    Effectif,
    Exclusion,
    FicheMarche,
    Repartition,
)

COLONNES = ("marche", "lot", "axe", "ligne", "mesure", "unite", "valeur", "cache")
HEURES, PERSONNES, DECLARATIONS, TAUX, NOMBRE = "heures", "personnes", "declarations", "taux", "nombre"


@dataclass(frozen=True, slots=True)
class Mesure:
    """`marche` empty: the whole report. `cache`: why there is no value (SEUIL, SECONDAIRE)."""

    marche: str
    lot: str
    axe: str
    ligne: str
    mesure: str
    unite: str
    valeur: Decimal | int | None
    cache: str = ""

    @property
    def en_ligne(self) -> tuple[str | int | Decimal | None, ...]:
        return tuple(getattr(self, nom) for nom in COLONNES)


def mesurer_bilan(bilan: BilanTrimestriel) -> tuple[Mesure, ...]:
    """The report as a whole, then each contract, each with its lots; in the order of the pages."""
    return (*_ensemble(bilan), *(mesure for fiche in bilan.marches for mesure in _marche(fiche)))


def _ensemble(bilan: BilanTrimestriel) -> Iterator[Mesure]:
    synthese = bilan.synthese
    yield from _avancement(synthese.avancement)
    yield from _couverture(synthese.couverture_trimestre, "trimestre")
    for nom in ("nombre_marches", "nombre_lots", "nombre_entreprises"):
        yield Mesure("", "", "", "", nom, NOMBRE, getattr(synthese, nom))
    for nom in ("personnes", "personnes_trimestre", "entrees"):
        yield _personnes(getattr(synthese, nom), nom)
    for un in synthese.par_trimestre:
        yield Mesure("", "", "trimestre", f"{un.annee}-T{un.numero}", "heures", HEURES, un.heures)
    for repartition in (synthese.publics, synthese.modalites, *synthese.profils):
        yield from _repartition(repartition)
    yield from _exclusions(synthese.exclusions)


def _marche(fiche: FicheMarche) -> Iterator[Mesure]:
    marche = fiche.reference
    yield from _avancement(fiche.avancement, marche)
    for lot in fiche.lots:
        yield from _avancement(lot.avancement, marche, lot.reference)
    for un in fiche.engagements:
        yield Mesure(marche, "", "engagement", f"{un.date.isoformat()} {un.source}", "heures", HEURES, un.heures)
    for repartition in (fiche.publics, fiche.modalites):
        yield from _repartition(repartition, marche)
    yield from _exclusions(fiche.exclusions, marche)
    for une in fiche.entreprises:
        yield from _couverture(une.couverture, "entreprise", marche, une.entreprise)
        yield from _couverture(une.du_trimestre, "entreprise_au_trimestre", marche, une.entreprise)
    for point in fiche.courbe:
        for nom, valeur in (("cumul_realise", point.realise), ("cumul_attendu", point.attendu)):
            if valeur is not None:
                yield Mesure(marche, "", "mois", f"{point.fin:%Y-%m}", nom, HEURES, valeur)


def _avancement(avancement: Avancement, marche: str = "", lot: str = "") -> Iterator[Mesure]:
    valeurs: dict[str, Decimal | None] = {
        "heures_dues": avancement.objectif,
        "heures_declarees": avancement.declarees,
        "heures_en_attente": avancement.en_attente,
        "heures_refusees": avancement.refusees,
        "heures_exclues": avancement.exclues,
        "heures_retenues": avancement.retenues,
        "heures_bonifiees": avancement.bonus,
        "heures_realisees": avancement.realise,
        "heures_realisees_au_trimestre": avancement.au_trimestre,
        "heures_attendues": avancement.attendu,
        "rattrapage": avancement.rattrapage,
    }
    projection = avancement.projection
    if projection:
        valeurs |= {f"projection_{nom}": getattr(projection, nom) for nom in ("basse", "centrale", "haute")}
    for nom, valeur in valeurs.items():
        yield Mesure(marche, lot, "", "", nom, HEURES, valeur)
    yield Mesure(marche, lot, "", "", "taux", TAUX, avancement.taux)
    yield from _couverture(avancement.couverture, "", marche, lot=lot)


def _couverture(
    couverture: Couverture, axe: str, marche: str = "", ligne: str = "", *, lot: str = ""
) -> Iterator[Mesure]:
    """Beside each rate: what was expected, what came."""
    yield Mesure(marche, lot, axe, ligne, "declarations_attendues", DECLARATIONS, couverture.attendues)
    yield Mesure(marche, lot, axe, ligne, "declarations_recues", DECLARATIONS, couverture.recues)


def _personnes(effectif: Effectif, nom: str) -> Mesure:
    return Mesure("", "", "", "", nom, PERSONNES, effectif.personnes, effectif.masque.value)


def _repartition(repartition: Repartition, marche: str = "") -> Iterator[Mesure]:
    lignes = [(ligne.libelle, ligne.effectif) for ligne in repartition.lignes]
    for libelle, effectif in (*lignes, ("Total", repartition.total)):
        for unite, valeur in ((PERSONNES, effectif.personnes), (HEURES, effectif.heures)):
            cache = "" if valeur is not None else effectif.masque.value
            yield Mesure(marche, "", repartition.titre, libelle, unite, unite, valeur, cache)


def _exclusions(exclusions: tuple[Exclusion, ...], marche: str = "") -> Iterator[Mesure]:
    for une in exclusions:
        yield Mesure(marche, "", "motif", une.motif, "heures_exclues_au_trimestre", HEURES, une.heures)
