"""Where a timesheet stands once one of its lines was decided: who must act next follows from it."""

from __future__ import annotations

from django.db.models import Sum

from clauses_app.interface.formats import accorder, formater_heures, soigner_typographie
from suivi_heures.enums import StatutHeure, StatutReleve
from suivi_heures.models import Heure, LigneReleve, ReleveHeures
from suivi_heures.queries.semblables import OUVERTES, Voisinage

DECIDES = {True: StatutReleve.VALIDE_PARTIEL, False: StatutReleve.VALIDE}


def rejuger_releve(*, releve: ReleveHeures) -> ReleveHeures:
    """Hours that wait put it before the guichet; without any, what was decided of it before holds."""
    siennes = Heure.objects.filter(releve_id=releve.pk, annulee=False)
    attente = siennes.filter(statut=StatutHeure.SOUMISE).aggregate(total=Sum("heures"))["total"]
    voisinage = Voisinage(LigneReleve.objects.filter(releve=releve))
    restent = sum(1 for une in voisinage.lignes if une.suite in OUVERTES and voisinage.code(une) is not None)
    if siennes.filter(statut=StatutHeure.SOUMISE).exists():
        releve.statut = StatutReleve.SOUMIS
    elif siennes.filter(statut=StatutHeure.VALIDEE).exists():
        releve.statut = DECIDES[siennes.filter(statut=StatutHeure.REFUSEE).exists()]
    else:
        releve.statut = StatutReleve.A_COMPLETER
    phrases = [f"{formater_heures(attente)} en attente de validation."] if attente else []
    if restent:
        phrases.append(f"{accorder(restent, 'ligne')} à corriger.")
    releve.message = soigner_typographie(" ".join(phrases))
    releve.save(update_fields=["statut", "message"])
    return releve
