"""The rules of a report as its table prints them, however many contracts follow each."""

from __future__ import annotations

from dataclasses import dataclass

from clauses_app.interface.formats import formater_nombre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel, RegleAppliquee

REFS_DANS_LA_CASE, REFS_PAR_LIGNE = 12, 60


@dataclass(frozen=True)
class LigneRegle:
    """`regle` None: the contracts of the rule above, which its own cell could not hold."""

    code: str
    marches: str
    regle: RegleAppliquee | None = None


def ecrire_regles(bilan: BilanTrimestriel) -> list[LigneRegle]:
    """A rule of hundreds of contracts would be a column of many pages: it says « all », or lists them on full rows."""
    lignes = []
    for regle in bilan.methode.regles:
        refs, combien = regle.marches, len(regle.marches)
        if combien <= REFS_DANS_LA_CASE:
            lignes.append(LigneRegle(regle.code, ", ".join(refs), regle))
            continue
        tous = combien == bilan.synthese.nombre_marches
        nombre = f"{formater_nombre(combien)}\u00a0marchés"
        lignes.append(LigneRegle(regle.code, f"les {nombre}" if tous else f"{nombre}, ci-dessous", regle))
        if not tous:
            lignes += [
                LigneRegle(regle.code, ", ".join(refs[debut : debut + REFS_PAR_LIGNE]))
                for debut in range(0, combien, REFS_PAR_LIGNE)
            ]
    return lignes
