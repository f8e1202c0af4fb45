"""Every number of people that left the guichet, or could: reports once produced, outputs of a year, what funders of a
post were told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Concat

from suivi_heures.models import Bilan, CompteRendu, Restitution
from suivi_heures.models.bilan import BilanQuerySet
from suivi_heures.queries.chiffres_publies import Publie, lire_bilan


def lire_publies(bilans: BilanQuerySet | None = None) -> Iterator[Publie]:
    """`bilans`: those to read; all of them by default. Reports of two buyers share no contract."""
    choisis = Bilan.objects.all() if bilans is None else bilans
    for bilan in choisis.prets().only("donnees", "annee", "trimestre").iterator(chunk_size=10):
        if bilan.donnees:
            yield from lire_bilan(bilan.donnees, sortie=str(bilan))
    for gardes, sortie in _gardes():
        for un in gardes or ():
            yield Publie.depuis_json({"traits": (), **un}, sortie=sortie)


def _gardes() -> Any:
    """Of outputs and of what funders were told, in one reading: reports are gathered in a few queries."""
    sorties = Restitution.objects.values_list(
        "publies", Concat("genre", Value(" "), "annee", Value(", T"), "trimestre", output_field=CharField())
    )
    rendus = CompteRendu.objects.values_list(KeyTransform("montres", "donnees"), Value("compte rendu"))
    return sorties.union(rendus, all=True)
