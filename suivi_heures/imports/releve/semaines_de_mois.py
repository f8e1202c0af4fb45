"""Weeks that stand under their month: « Sem 1 » to « Sem 5 » of April, or the weeks 14 to 18 of the year."""

from __future__ import annotations

from dataclasses import replace

from suivi_heures.imports.releve.periodes import MoisVu
from suivi_heures.imports.releve.roles import Role, Sorte, Titre

SEMAINES_D_UN_MOIS = 6
JANVIER = 1


def situer_les_semaines(titres: dict[int, Titre]) -> None:
    """Numbered from 1 in a month that is not the first of the year, they are its own: their hours are the month's.
    What adds them up is no other hours."""
    groupes: dict[tuple[int, int | None], dict[int, int]] = {}
    for colonne, titre in titres.items():
        vu = titre.mois
        if titre.role == Role.HEURES and vu is not None and vu.semaine is not None and vu.mois:
            groupes.setdefault((vu.mois, vu.annee), {})[colonne] = vu.semaine
    propres = {cle for cle, semaines in groupes.items() if _comptees_dans_le_mois(set(semaines.values()))}
    if all(mois == JANVIER for mois, _ in propres):
        propres = set()
    for (mois, annee), semaines in groupes.items():
        for colonne, semaine in semaines.items():
            vu = MoisVu(mois, annee) if (mois, annee) in propres else MoisVu(0, annee, semaine=semaine)
            titres[colonne] = replace(titres[colonne], mois=vu)
        for colonne, titre in titres.items():
            if colonne not in semaines and titre.sorte is Sorte.TOTAL and titre.mois == MoisVu(mois, annee):
                titres[colonne] = replace(titre, mois=None)


def _comptees_dans_le_mois(numeros: set[int]) -> bool:
    return 1 in numeros and max(numeros) <= SEMAINES_D_UN_MOIS
