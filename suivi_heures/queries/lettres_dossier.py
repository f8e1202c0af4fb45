"""Which letters to the buyer a difficulty calls for: each once, in its turn."""

from __future__ import annotations

from collections.abc import Iterable

from clauses_app.interface.formats import formater_date
from suivi_heures.enums import TypeCourrier, TypeEtape
from suivi_heures.models import Courrier
from suivi_heures.queries.dossiers import Situation

# word of the address → letter
DU_DOSSIER = {
    "demande": TypeCourrier.DEMANDE_MISE_EN_DEMEURE,
    "avis": TypeCourrier.AVIS,
}


def refus_du_courrier(type_courrier: str, situation: Situation, courriers: Iterable[Courrier]) -> str:
    """Why this letter is not to be written now; empty when it is. A letter already made is read among those kept;
    one that says wrong is made again once its step is cancelled."""
    if type_courrier == TypeCourrier.DEMANDE_MISE_EN_DEMEURE:
        return situation.refus(TypeEtape.DEMANDE)
    avis = situation.a(TypeEtape.AVIS)
    if avis is None:
        return "Aucun avis n’est rendu\u00a0: rendez-le d’abord, la lettre le reprend."
    deja = next((c for c in courriers if c.type == type_courrier and c.cree_a >= avis.saisi_a), None)
    if deja is not None:
        return f"Déjà écrit à l’acheteur le {formater_date(deja.cree_a)}\u00a0: la lettre est gardée au dossier."
    return ""
