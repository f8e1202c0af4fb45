"""The structures of a search on a map, when there are few enough to be told apart."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page

from clauses_app.interface.formats import accorder
from clauses_app.interface.graphiques import CARRE, ROND, TRIANGLE, PointCarte, calculer_carte
from marches.enums import TypeStructure
from marches.models import StructureAnnuaire
from marches.queries.annuaire import PLACENT, Lieu

POINTS_MAX = 300
ADAPTEES = frozenset({TypeStructure.EA, TypeStructure.ESAT})


def dessiner_annuaire(choisies: Any, *, lieu: Lieu | None, page: Page[StructureAnnuaire]) -> dict[str, Any]:
    """Numbers are those of the list, for the page that is read. `legende` says what is left out, and why."""
    nombre = page.paginator.count
    if not 0 < nombre <= POINTS_MAX:
        return {}
    numeros = {s.pk: str(rang) for rang, s in enumerate(page.object_list, start=page.start_index())}
    situees = choisies.exclude(latitude=None).values_list("pk", "type", "latitude", "longitude")
    points = [PointCarte(float(lat), float(lon), numeros.get(pk, ""), _forme(sorte)) for pk, sorte, lat, lon in situees]
    points.sort(key=lambda point: int(point.nom or nombre + 1))
    centre = PointCarte(float(lieu.latitude), float(lieu.longitude), lieu.nom) if lieu else None
    autour = f" autour de {lieu.nom}" if lieu else ""
    carte = calculer_carte(points, phrase=f"Carte\u00a0: {accorder(len(points), 'structure')}{autour}", centre=centre)
    return {"carte": carte, "legende": _dire_legende(nombre - len(points))}


def _forme(sorte: str) -> str:
    if sorte in PLACENT:
        return ROND
    return TRIANGLE if sorte in ADAPTEES else CARRE


def _dire_legende(absentes: int) -> str:
    phrase = (
        "Rond\u00a0: place dans tous les métiers. Triangle\u00a0: entreprise adaptée ou ESAT. Carré\u00a0: les autres."
        " Le numéro est le rang dans la liste."
    )
    if absentes:
        sans = accorder(absentes, "structure sans point connu", "structures sans point connu")
        phrase += f" {sans}\u00a0: dans la liste seulement."
    return phrase
