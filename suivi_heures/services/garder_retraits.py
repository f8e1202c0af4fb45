"""Lines that a corrected file no longer holds stay in the ledger."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from suivi_heures.enums import SortRetrait
from suivi_heures.models import ReleveHeures
from suivi_heures.queries.retraits import Retrait
from suivi_heures.services.annuler_heures import annuler_heures
from suivi_heures.services.noter_retrait import noter_retrait

GARDEE = "Gardée au registre malgré son absence du fichier corrigé."


def garder_retraits(*, releve: ReleveHeures, retraits: Collection[Retrait], motif: str, par: Any) -> set[int]:
    """The line that took them back is itself taken back: the hours stand as before the file. Lots touched; the caller
    saves `lecture`."""
    nouvelles = [un for un in retraits if un.sort != SortRetrait.GARDEE]
    phrase = f"{GARDEE} {motif}".strip()[:500]
    lots = annuler_heures(heures=[un.heure.pk for un in nouvelles], motif=phrase, par=par)
    for un in nouvelles:
        noter_retrait(releve=releve, retrait=un, sort=SortRetrait.GARDEE, heure_id=un.heure.pk, motif=motif, par=par)
    return lots
