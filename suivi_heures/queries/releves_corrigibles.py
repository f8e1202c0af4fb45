"""Which timesheets can still be corrected, undone, read again."""

from __future__ import annotations

from suivi_heures.enums import StatutReleve
from suivi_heures.models import LigneReleve, ReleveHeures

EN_VIGUEUR = (StatutReleve.SOUMIS, StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL)
ANNULE_PAR_LE_GUICHET = "Import annulé par le guichet"


def est_corrigible(releve: ReleveHeures) -> bool:
    """Not while it is read, nor once it was sent back, refused, replaced or taken back whole."""
    return releve.statut in EN_VIGUEUR or (releve.statut == StatutReleve.A_COMPLETER and not releve.motif)


def est_refaisable(releve: ReleveHeures) -> bool:
    """Undone by the guichet: what its sender took back is its own to send again."""
    return releve.statut == StatutReleve.RETIRE and releve.motif.startswith(ANNULE_PAR_LE_GUICHET)


def est_comptee_ailleurs(ligne: LigneReleve) -> bool:
    """Understood, but its hours were already in the ledger, from the grid or another file."""
    return bool(ligne.contrat_id and ligne.heures and not ligne.heure_id)
