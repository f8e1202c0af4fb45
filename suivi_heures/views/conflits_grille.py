"""Two people on one cell of the grid: the second is told what the first wrote, and decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clauses_app.audit.partage import Main
from clauses_app.interface.formats import formater_date_heure, formater_nombre
from suivi_heures.models import BrouillonHeure
from suivi_heures.views.panneau_grille import Place

A_CHOISIR = "Entrée enregistre votre saisie, Échap rend la sienne."


@dataclass(frozen=True, slots=True)
class Conflit:
    """`tape` waits on the page of the second, `garde` stays in the database until they decide."""

    tape: str
    garde: str
    phrase: str


def chercher_conflits(
    places: Sequence[Place], textes: Sequence[str], lus: Sequence[str], adhesion: Any
) -> tuple[dict[str, Conflit], set[str]]:
    """The conflicts, and the cells that hold already what is sent: their draft stays signed by who wrote it.

    `lus`: the draft each cell showed when it was typed in. A page that does not say is not judged."""
    if len(lus) != len(places):
        return {}, set()
    gardes = {
        (brouillon.contrat_id, brouillon.nature, brouillon.mois): brouillon
        for brouillon in BrouillonHeure.objects.visibles_par(adhesion).filter(
            contrat__in={place.contrat.pk for place in places}, mois__in={place.mois for place in places}
        )
    }
    conflits, gardees = {}, set()
    for place, texte, lu in zip(places, textes, lus, strict=True):
        brouillon = gardes.get((place.contrat.pk, place.nature, place.mois))
        garde = ecrire_brouillon(brouillon)
        if _nu(garde) == _nu(texte):
            gardees.add(place.cle)
        elif _nu(garde) != _nu(lu):
            conflits[place.cle] = Conflit(texte.strip(), garde, _dire(brouillon, garde, texte.strip()))
    return conflits, gardees


def ecrire_brouillon(brouillon: BrouillonHeure | None) -> str:
    """As its cell shows it."""
    if brouillon is None:
        return ""
    return brouillon.texte if brouillon.heures is None else formater_nombre(brouillon.heures)


def _nu(texte: str) -> str:
    return "".join(texte.split())


def _dire(brouillon: BrouillonHeure | None, garde: str, tape: str) -> str:
    vous = f"vous écriviez «\u00a0{tape}\u00a0»" if tape else "vous l’effaciez"
    if brouillon is None:
        return f"Quelqu’un d’autre a effacé cette case pendant que {vous}. {A_CHOISIR}"
    qui, quand = Main(brouillon.saisi_par).qui, formater_date_heure(brouillon.saisi_a)
    return f"{qui} a écrit «\u00a0{garde}\u00a0» le {quand}, pendant que {vous}. {A_CHOISIR}"
