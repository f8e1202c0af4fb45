"""Take a prepared reminder, once, just before its message leaves."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.enums import Palier, StatutRelance
from suivi_heures.models import Relance
from suivi_heures.queries.relances import etats_des_relances

REPONDU = "Répondu entre-temps\u00a0: rien n’est parti."


def prendre_relance(*, relance_id: int) -> Relance | None:
    """None when another process has it, or when the company has answered since: then nothing leaves."""
    relance: Relance | None = Relance.objects.filter(pk=relance_id, statut=StatutRelance.PREPAREE).first()
    if relance is None:
        return None
    prete = Relance.objects.filter(pk=relance_id, statut=StatutRelance.PREPAREE)
    if relance.palier != Palier.R3 and not _attend_encore(relance):
        prete.update(statut=StatutRelance.ECHEC, detail=REPONDU)
        return None
    # conditional: of two workers, one gets the row
    if not prete.update(statut=StatutRelance.EN_COURS):
        return None
    prise: Relance = Relance.objects.select_related("courrier", "entreprise").get(pk=relance_id)
    return prise


def _attend_encore(relance: Relance) -> bool:
    etats = etats_des_relances(au=timezone.localdate(), entreprise_id=relance.entreprise_id)
    return any(set(etat.mois) & set(relance.mois_attendus) for etat in etats)
