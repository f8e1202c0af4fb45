"""Every number of people that left the guichet, or could: reports once produced, outputs of a year, what funders of a
post were told."""

from __future__ import annotations

from collections.abc import Iterator

from suivi_heures.models import Bilan, CompteRendu, Restitution
from suivi_heures.models.bilan import BilanQuerySet
from suivi_heures.queries.chiffres_publies import Publie, lire_bilan, lire_compte_rendu

SORTIE = "compte rendu"


def lire_publies(bilans: BilanQuerySet | None = None) -> Iterator[Publie]:
    """`bilans`: those to read; all of them by default. Reports of two buyers share no contract."""
    choisis = Bilan.objects.all() if bilans is None else bilans
    for bilan in choisis.prets().only("donnees", "annee", "trimestre").iterator(chunk_size=10):
        if bilan.donnees:
            yield from lire_bilan(bilan.donnees, sortie=str(bilan))
    for restitution in Restitution.objects.only("publies", "genre", "annee", "trimestre"):
        for un in restitution.publies:
            yield Publie.depuis_json(un, sortie=str(restitution))
    for rendu in CompteRendu.objects.only("donnees"):
        yield from lire_compte_rendu(rendu.donnees, sortie=SORTIE)
