"""Lines of a timesheet whose hours stood already: each says so."""

from __future__ import annotations

from collections.abc import Collection

from suivi_heures.enums import CodeAnomalie
from suivi_heures.imports.anomalies import Anomalie
from suivi_heures.models import LigneReleve

RIEN_DE_NOUVEAU = "Toutes les heures de ce fichier étaient déjà déclarées\u00a0: rien n’a été ajouté."
DEJA = CodeAnomalie.DEJA_DECLAREE


def noter_deja_declarees(*, lignes: Collection[int]) -> None:
    """Told once, however often the file is compared with the ledger."""
    touchees = []
    for ligne in LigneReleve.objects.filter(pk__in=lignes):
        deja = Anomalie(ligne.numero, "", DEJA, "Ces heures étaient déjà déclarées.")
        ligne.avertissements = [*ligne.avertissements, deja.en_json()]
        touchees.append(ligne)
    LigneReleve.objects.bulk_update(touchees, ["avertissements"], batch_size=500)
