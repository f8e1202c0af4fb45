"""May the columns of this timesheet still be changed, or only remembered for the next one?"""

from __future__ import annotations

from clauses_app.interface.formats import enumerer, formater_date
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
    decidee = next((suivant for suivant in releves_suivants(releve) if _est_decide(suivant)), None)
    if decidee is not None:
        return (
            f"«\u00a0{decidee.nom_fichier}\u00a0», reçu le {formater_date(decidee.depose_a)}, corrige les mêmes heures,"
            " et il est déjà décidé\u00a0: relire celui-ci déferait cette décision. Corrigez-les dans la grille."
        )
    return ""


def rejoues_ensuite(releve: ReleveHeures) -> str:
    """What else a new reading moves, in a sentence; empty when nothing."""
    noms = [
        f"«\u00a0{suivant.nom_fichier}\u00a0», reçu le {formater_date(suivant.depose_a)}"
        for suivant in releves_suivants(releve)
    ]
    if not noms:
        return ""
    return (
        f"{enumerer(noms)}, parle des mêmes heures et n’est pas validé\u00a0: il sera repris après celui-ci,"
        " et c’est lui qui continuera de valoir pour ces heures."
    )


def _est_decide(releve: ReleveHeures) -> bool:
    siennes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    return releve.statut != StatutReleve.SOUMIS or siennes.exclude(statut=StatutHeure.SOUMISE).exists()


def releves_suivants(releve: ReleveHeures) -> list[ReleveHeures]:
    """Later files of the same sender about the same hours, in their order: they only say the difference with it."""
    parties = set(
        LigneReleve.objects.filter(releve=releve, contrat__isnull=False).values_list("contrat_id", "du", "au", "nature")
    )
    plus_recents = ReleveHeures.objects.filter(
        entreprise_id=releve.entreprise_id, pk__gt=releve.pk, statut__in=EN_VIGUEUR
    )
    touches = {
        releve_id
        for releve_id, *partie in LigneReleve.objects.filter(
            releve__in=plus_recents, contrat_id__in={partie[0] for partie in parties}
        ).values_list("releve_id", "contrat_id", "du", "au", "nature")
        if tuple(partie) in parties
    }
    return [suivant for suivant in plus_recents.order_by("pk") if suivant.pk in touches]
