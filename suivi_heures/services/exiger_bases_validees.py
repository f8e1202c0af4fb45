"""Before a régularisation is validated, by any door: the hours it is taken off are, or no month says the truth."""

from __future__ import annotations

from collections.abc import Collection

from clauses_app.interface.formats import formater_heures
from suivi_heures.queries.bases_en_attente import bases_des_regularisations
from suivi_heures.services.exiger_retraits_decides import RetraitAConfirmer


class BaseNonValidee(RetraitAConfirmer):
    """A month would end below zero."""


def exiger_bases_validees(*, heures: Collection[int]) -> None:
    for une in bases_des_regularisations(heures):
        raise BaseNonValidee(
            f"Une régularisation se retire de {formater_heures(une.heures)} ({une.origine}) qui attendent encore une"
            " décision\u00a0: validez-les d’abord."
        )
