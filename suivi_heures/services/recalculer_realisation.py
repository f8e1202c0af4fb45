"""Recompute the totals of the lots an event has touched, in the transaction of the event."""

from __future__ import annotations

from collections.abc import Iterable

from suivi_heures.queries.decompte.acces import attendre_son_tour, comme_interne, lire
from suivi_heures.queries.decompte.perimetre import Perimetre, perimetre_complet, perimetre_touche
from suivi_heures.queries.decompte.requete import COLONNES_DU_LOT, tables_comparees
from suivi_heures.services.perimer_suivi import perimer_suivi


def recalculer_realisation(*, lots: Iterable[int] | None) -> set[int]:
    """Write what changed for these lots (None = the whole guichet); give the lots that changed.

    Lots that share a person under a monthly cap are counted with them.
    """
    voulus = None if lots is None else set(lots)
    if voulus is not None and not voulus:
        return set()
    attendre_son_tour()
    with comme_interne():
        changes = _ecrire(perimetre_complet() if voulus is None else perimetre_touche(voulus))
    perimer_suivi(lots=None if voulus is None else voulus | changes)
    return changes


def _ecrire(perimetre: Perimetre) -> set[int]:
    """Rows that would not change are not written at all."""
    colonnes = ", ".join(COLONNES_DU_LOT)
    valeurs = ", ".join(f"{nom} = EXCLUDED.{nom}" for nom in COLONNES_DU_LOT)
    requete = f"""{tables_comparees(perimetre)}
INSERT INTO suivi_heures_realisation (guichet_id, lot_id, {colonnes}, calculee_a)
SELECT guichet_id, lot_id, {colonnes}, now() FROM ecarts
ON CONFLICT (guichet_id, lot_id) DO UPDATE SET {valeurs}, calculee_a = EXCLUDED.calculee_a
RETURNING lot_id"""
    return {rangee["lot_id"] for rangee in lire(requete, perimetre.arguments)}
