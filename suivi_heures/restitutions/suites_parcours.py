"""Exits of a year and what became of people, small groups hidden: the same on screen and in the export."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from beneficiaires.enums import DYNAMIQUES, ClasseSortie
from beneficiaires.queries.parcours import BilanSorties, dresser_sorties
from clauses_app.interface.formats import calculer_part, formater_nombre, formater_pourcent
from suivi_heures.queries.petits_effectifs import TOTAL, Masque, masquer_liste

ORDRE = (
    ClasseSortie.DURABLE,
    ClasseSortie.TRANSITION,
    ClasseSortie.POSITIVE,
    ClasseSortie.AUTRE,
    ClasseSortie.NEUTRALISEE,
)


@dataclass(frozen=True)
class LigneSorties:
    libelle: str
    nombre: str
    part: str = ""


@dataclass(frozen=True)
class LigneSuites:
    """`reponses`: how much is known, beside every rate."""

    mois: str
    sorties: str
    reponses: str
    en_emploi: str


@dataclass(frozen=True)
class TableauSorties:
    annee: int
    toutes: str
    dynamiques: str
    dynamiques_note: str
    classes: tuple[LigneSorties, ...]
    suites: tuple[LigneSuites, ...]


def dire(nombre: int, masque: Masque, seuil: int) -> str:
    if masque == Masque.SEUIL:
        return f"moins de {seuil}"
    return "non diffusé" if masque else formater_nombre(nombre)


def composer_sorties(annee: int, *, seuil: int, ce_jour: datetime.date) -> TableauSorties:
    bilan = dresser_sorties(du=datetime.date(annee, 1, 1), au=datetime.date(annee, 12, 31), ce_jour=ce_jour)
    effectifs = {classe.value: bilan.par_classe[classe] for classe in ORDRE}
    masques = masquer_liste(effectifs, total=bilan.toutes, seuil=seuil)
    caches = any(masques[classe] for classe in DYNAMIQUES) or masques[ClasseSortie.NEUTRALISEE]
    return TableauSorties(
        annee=annee,
        toutes=dire(bilan.toutes, masques[TOTAL], seuil),
        dynamiques=_dire_dynamiques(bilan, bool(caches), seuil),
        dynamiques_note="durables, de transition et positives, sorties neutralisées mises à part",
        classes=tuple(
            LigneSorties(
                classe.label,
                dire(effectifs[classe], masques[classe], seuil),
                formater_pourcent(calculer_part(effectifs[classe], bilan.toutes))
                if bilan.toutes and not masques[classe] and not masques[TOTAL]
                else "–",
            )
            for classe in ORDRE
        ),
        suites=tuple(_composer_suite(*suite, seuil=seuil) for suite in bilan.suites),
    )


def _dire_dynamiques(bilan: BilanSorties, cachees: bool, seuil: int) -> str:
    """The sum of what is hidden would give it back: it is hidden with it."""
    if not bilan.retenues:
        return "–"
    if bilan.retenues < seuil or cachees:
        return "non diffusé"
    return (
        f"{bilan.dynamiques} sur {bilan.retenues}, {formater_pourcent(calculer_part(bilan.dynamiques, bilan.retenues))}"
    )


def _composer_suite(mois: int, sorties: int, connues: int, en_emploi: int, *, seuil: int) -> LigneSuites:
    masques = masquer_liste(
        {"emploi": en_emploi, "autre": connues - en_emploi, "inconnue": sorties - connues}, total=sorties, seuil=seuil
    )
    cache = any(masques.values())
    taux = formater_pourcent(calculer_part(en_emploi, connues)) if connues and not cache else ""
    return LigneSuites(
        mois=f"{mois} mois",
        sorties=dire(sorties, masques[TOTAL], seuil),
        reponses="non diffusé" if cache else f"{connues} sur {sorties}",
        en_emploi=f"{dire(en_emploi, masques['emploi'], seuil)}{f' ({taux})' if taux else ''}" if connues else "–",
    )
