"""Keep what a program was answered, in the transaction of what it did."""

from __future__ import annotations

from typing import Any

from suivi_heures.models import ReponseRejouable


def garder_reponse(*, reponse: ReponseRejouable, statut: int, corps: dict[str, Any], releve_id: int) -> None:
    reponse.statut, reponse.corps, reponse.releve_id = statut, corps, releve_id
    reponse.save(update_fields=["statut", "corps", "releve_id"])
