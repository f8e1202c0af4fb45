"""Before hours are validated, by any door: what a corrected file takes back was looked at by somebody."""

from __future__ import annotations

from collections.abc import Collection

from clauses_app.interface.formats import accorder, formater_date, formater_heures
from suivi_heures.queries.retraits import ZERO, retraits_a_confirmer


class RetraitAConfirmer(ValueError):
    """Lines that the corrected file no longer holds: confirmed, or kept, first."""


def exiger_retraits_decides(*, heures: Collection[int]) -> None:
    for releve, retraits in retraits_a_confirmer(heures).items():
        total = formater_heures(sum((un.heures for un in retraits), ZERO))
        raise RetraitAConfirmer(
            f"«\u00a0{releve.nom_fichier}\u00a0», reçu le {formater_date(releve.depose_a)}, retire"
            f" {accorder(len(retraits), 'ligne')} ({total}) de {releve.entreprise}\u00a0: dans sa page,"
            " confirmez leur retrait ou gardez-les, puis validez."
        )
