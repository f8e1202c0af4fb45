"""May the columns of this timesheet still be changed, or only remembered for the next one?"""

from __future__ import annotations

from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, LigneReleve, ReleveHeures

EN_VIGUEUR = (StatutReleve.SOUMIS, StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL)


def motif_de_refus(releve: ReleveHeures) -> str:
    """Empty when the file can be read again."""
    if releve.statut == StatutReleve.DEPOSE:
        return "Ce fichier est en cours de lecture."
    if releve.statut == StatutReleve.RETIRE:
        return "Ce relevé est retiré."
    if releve.statut == StatutReleve.REMPLACE:
        return "Ce relevé est remplacé par un autre."
    if releve.statut == StatutReleve.A_COMPLETER and releve.motif:
        return "Ce relevé est renvoyé à l’entreprise."
    if releve.statut == StatutReleve.REJETE and releve.decide_par:
        return "Ce relevé est refusé."
    siennes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    if siennes.exclude(statut=StatutHeure.SOUMISE).exists():
        return "Des heures de ce relevé sont déjà décidées."
    if _un_plus_recent_en_parle(releve):
        return "Un relevé plus récent parle des mêmes heures."
    return ""


def _un_plus_recent_en_parle(releve: ReleveHeures) -> bool:
    """Read again, this one would undo what the later one corrected."""
    parties = set(
        LigneReleve.objects.filter(releve=releve, contrat__isnull=False).values_list("contrat_id", "du", "au", "nature")
    )
    plus_recents = ReleveHeures.objects.filter(
        entreprise_id=releve.entreprise_id, pk__gt=releve.pk, statut__in=EN_VIGUEUR
    )
    suivantes = LigneReleve.objects.filter(releve__in=plus_recents, contrat_id__in={partie[0] for partie in parties})
    return bool(parties & set(suivantes.values_list("contrat_id", "du", "au", "nature")))
