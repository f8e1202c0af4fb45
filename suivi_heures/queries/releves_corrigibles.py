"""Which timesheets can still be corrected, undone, read again."""

from __future__ import annotations

from clauses_app.interface.formats import formater_date
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, LigneReleve, ReleveHeures

EN_VIGUEUR = (StatutReleve.SOUMIS, StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL)
ANNULE_PAR_LE_GUICHET = "Import annulé par le guichet"


def est_corrigible(releve: ReleveHeures) -> bool:
    """Not while it is read, nor once it was sent back, refused, replaced or taken back whole."""
    return releve.statut in EN_VIGUEUR or (releve.statut == StatutReleve.A_COMPLETER and not releve.motif)


def est_refaisable(releve: ReleveHeures) -> bool:
    """Undone by the guichet: what its sender took back is its own to send again."""
    return releve.statut == StatutReleve.RETIRE and releve.motif.startswith(ANNULE_PAR_LE_GUICHET)


def dire_non_annulable(releve: ReleveHeures) -> str:
    """Why an import is not undone any more, since when, and what to do instead; empty as long as nothing is decided."""
    decidees = Heure.objects.filter(releve_id=releve.pk, annulee=False).exclude(statut=StatutHeure.SOUMISE)
    if releve.statut not in EN_VIGUEUR or not decidees.exists():
        return ""
    derniere = decidees.exclude(decidee_a=None).order_by("-decidee_a", "-pk").first()
    qui, quand = (
        (releve.decide_par, releve.decide_a)
        if releve.decide_a or derniere is None
        else (derniere.decidee_par, derniere.decidee_a)
    )
    dites = f"des heures de ce relevé sont décidées{f' depuis le {formater_date(quand)}' if quand else ''}"
    return (
        f"Cet import ne s’annule plus\u00a0: {dites}{f', par {qui}' if qui else ''}, et une ligne décidée ne s’efface"
        " pas. Corrigez les heures dans la grille, ou déposez le fichier corrigé\u00a0: seule la différence entrera."
    )


def est_comptee_ailleurs(ligne: LigneReleve) -> bool:
    """Understood, but its hours were already in the ledger, from the grid or another file."""
    return bool(ligne.contrat_id and ligne.heures and not ligne.heure_id)
