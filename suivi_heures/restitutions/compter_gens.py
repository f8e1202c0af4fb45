"""People of a quarterly report, small groups hidden inside it and beside every document already produced."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suivi_heures.queries.chiffres_publies import DEPUIS_LE_DEBUT, Boite, Registre, Trait, lire_bilan, trahis
from suivi_heures.queries.petits_effectifs import TOTAL
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import Effectif, Repartition
from suivi_heures.restitutions.familles import MODALITES, PUBLICS
from suivi_heures.restitutions.figer import en_json
from suivi_heures.restitutions.perimetre import TU, restreindre
from suivi_heures.restitutions.rassembler_parts import Entree
from suivi_heures.restitutions.repartir import (
    AGES,
    QUARTIERS,
    SEXES,
    Axe,
    Part,
    compter_personnes,
    masquer_totaux,
    montrer_total,
    repartir_liste,
    repartir_par_marche,
)

AXE_PUBLICS = Axe("Public", lambda part: part.public, PUBLICS)
AXE_MODALITES = Axe("Modalité", lambda part: part.modalite, MODALITES)
AXES_PROFILS = (
    Axe("Sexe", lambda part: part.sexe, tuple(SEXES.values())),
    Axe("Âge", lambda part: part.age, AGES),
    Axe("Quartier prioritaire", lambda part: part.quartier, QUARTIERS),
)


@dataclass(frozen=True, slots=True)
class Foule:
    """Whose hours count, contract by contract (`refs`: of the whole buyer), and everybody since the beginning."""

    trimestre: Trimestre
    refs: Sequence[str]
    parts: Sequence[Part]
    entrees: Sequence[Entree]
    seuil: int


@dataclass(frozen=True, slots=True)
class Gens:
    personnes: Effectif
    personnes_trimestre: Effectif
    entrees: Effectif
    publics: Repartition
    modalites: Repartition
    profils: tuple[Repartition, ...]
    publics_par_marche: Mapping[str, Repartition]
    modalites_par_marche: Mapping[str, Repartition]


def compter_gens(foule: Foule, *, registre: Registre, perimetre: Collection[str] | None = None) -> Gens:
    """`perimetre`: references of the contracts of the report, when it is on a part of the buyer.

    Hide, look at every pair, hide what a pair gives away, until no pair gives anything away.
    """
    refs = [ref for ref in foule.refs if perimetre is None or ref in perimetre]
    tues = _Tues(foule, frozenset(refs), set())
    while True:
        gens = _compter(foule, refs, tues, partiel=perimetre is not None)
        publies = list(lire_bilan(en_donnees(gens, foule.trimestre, refs), sortie=""))
        trouvees = trahis(publies, registre, seuil=foule.seuil)
        trouvees |= {un.boite for un in publies if un.nombre and registre.reste_cachee(un.boite)}
        if trouvees <= tues.boites:
            return gens
        tues.boites.update(trouvees)


@dataclass(frozen=True, slots=True)
class _Tues:
    """Boxes that stay unsaid, found again as the cells of the tables that print them."""

    foule: Foule
    rapport: frozenset[str]
    boites: set[Boite]

    def du_trimestre(self, marches: frozenset[str], *traits: Trait) -> bool:
        trimestre = self.foule.trimestre
        return Boite(trimestre.debut, trimestre.fin, marches, frozenset(traits)) in self.boites

    def depuis_le_debut(self) -> bool:
        return Boite(DEPUIS_LE_DEBUT, self.foule.trimestre.fin, self.rapport) in self.boites

    def lignes(self) -> list[str]:
        """Contracts whose total stays unsaid; `TOTAL`: the whole buyer."""
        return [ligne for ligne in (*self.foule.refs, TOTAL) if self.du_trimestre(self._marches(ligne))]

    def cases(self, axe: Axe, lignes: Sequence[str]) -> list[tuple[str, str]]:
        if not self.boites:
            return []
        return [
            (ligne, valeur)
            for ligne in lignes
            for valeur in axe.ordre
            if self.du_trimestre(self._marches(ligne), (axe.titre, valeur))
        ]

    def _marches(self, ligne: str) -> frozenset[str]:
        return frozenset({ligne}) if ligne else frozenset(self.foule.refs)


def _compter(foule: Foule, refs: Sequence[str], tues: _Tues, *, partiel: bool) -> Gens:
    seuil, lignes = foule.seuil, (*foule.refs, TOTAL)
    totaux = masquer_totaux(foule.parts, marches=foule.refs, seuil=seuil, secrets=tues.lignes())
    publics, modalites = (
        repartir_par_marche(foule.parts, axe, totaux=totaux, seuil=seuil, secrets=tues.cases(axe, lignes))
        for axe in (AXE_PUBLICS, AXE_MODALITES)
    )
    if partiel:
        une = restreindre(
            foule.parts, foule.entrees, foule.refs, refs, seuil=seuil, totaux=totaux, publics=publics,
            modalites=modalites,
        )  # fmt: skip
        return Gens(
            personnes=TU if tues.depuis_le_debut() else une.personnes,
            personnes_trimestre=TU if tues.du_trimestre(tues.rapport) else une.personnes_trimestre,
            entrees=TU,
            publics=une.publics,
            modalites=une.modalites,
            profils=(),
            publics_par_marche=publics,
            modalites_par_marche=modalites,
        )
    total = publics[TOTAL].total.masque
    trimestre = foule.trimestre
    nouvelles = sum(1 for une in foule.entrees if une.premier_contrat >= trimestre.debut)
    return Gens(
        personnes=compter_personnes(len(foule.entrees), seuil=seuil, est_tu=tues.depuis_le_debut()),
        personnes_trimestre=montrer_total(foule.parts, total),
        entrees=compter_personnes(
            nouvelles, seuil=seuil, est_tu=tues.du_trimestre(tues.rapport, ("Entrée", trimestre.code))
        ),
        publics=publics[TOTAL],
        modalites=modalites[TOTAL],
        profils=tuple(
            repartir_liste(
                foule.parts, axe, total=total, seuil=seuil, secrets=[valeur for _, valeur in tues.cases(axe, [TOTAL])]
            )
            for axe in AXES_PROFILS
        ),
        publics_par_marche=publics,
        modalites_par_marche=modalites,
    )


def en_donnees(gens: Gens, trimestre: Trimestre, refs: Sequence[str]) -> dict[str, Any]:
    """As the frozen report holds them: one reading says which box each number is."""
    synthese = {
        nom: en_json(getattr(gens, nom))
        for nom in ("personnes", "personnes_trimestre", "entrees", "publics", "modalites", "profils")
    }
    marches = [
        {
            "reference": ref,
            "publics": en_json(gens.publics_par_marche[ref]),
            "modalites": en_json(gens.modalites_par_marche[ref]),
        }
        for ref in refs
    ]
    return {"trimestre": en_json(trimestre), "synthese": synthese, "marches": marches}
