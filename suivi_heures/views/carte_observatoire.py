"""Where the people live whose hours are kept: towns the directory can place, none of a hidden group."""

from __future__ import annotations

from typing import Any

from clauses_app.interface.formats import accorder
from clauses_app.interface.graphiques import PointCarte, calculer_carte, rayon_de
from clauses_app.tenancy.tri import plier
from marches.queries.annuaire import situer_communes
from suivi_heures.restitutions.observatoire import TableauObserve


def dessiner_observatoire(tableau: TableauObserve) -> dict[str, Any]:
    dites = [ligne for ligne in tableau.lignes if ligne.mesure and ligne.cle]
    lieux = situer_communes(ligne.libelle for ligne in dites)
    placees = sorted(
        ((float(ligne.mesure or 0), ligne) for ligne in dites if plier(ligne.libelle).strip() in lieux),
        key=lambda une: (-une[0], une[1].libelle),
    )
    if not placees:
        return {}
    plus_grande = placees[0][0]
    points = [
        PointCarte(
            *lieux[plier(ligne.libelle).strip()],
            nom=f"{ligne.libelle}, {ligne.heures}",
            rayon=round(rayon_de(heures, plus_grande), 1),
        )
        for heures, ligne in placees
    ]
    phrase = f"Carte des heures retenues\u00a0: {accorder(len(points), 'commune')}, la plus grande {points[0].nom}"
    return {"carte": calculer_carte(points, phrase=phrase), "legende": _dire_legende(len(tableau.lignes) - len(points))}


def _dire_legende(absentes: int) -> str:
    phrase = "La surface d’un rond dit les heures\u202f; une commune est placée au milieu des structures de l’annuaire."
    if absentes:
        phrase += (
            f" {accorder(absentes, 'ligne sans place', 'lignes sans place')} (commune non dite, inconnue de l’annuaire,"
            " ou petit effectif)\u00a0: dans le tableau seulement."
        )
    return phrase
