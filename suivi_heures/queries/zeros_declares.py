"""« Nobody worked »: declared in a timesheet, without a line of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from suivi_heures.enums import StatutReleve, SuiteLigne
from suivi_heures.models import LigneReleve

DECIDES = (StatutReleve.VALIDE, StatutReleve.VALIDE_PARTIEL)
RECUS = (StatutReleve.SOUMIS, *DECIDES)


@dataclass(frozen=True, slots=True)
class ZeroDeclare:
    releve_id: int
    est_valide: bool


def zeros_declares(
    contrats: Iterable[int], debut: datetime.date, fin: datetime.date
) -> dict[tuple[int, str, datetime.date], ZeroDeclare]:
    """By contract, nature and month; a timesheet decided says more than one that waits."""
    lignes = (
        LigneReleve.objects.filter(
            contrat_id__in=list(contrats), heures=0, du__lte=fin, au__gte=debut, releve__statut__in=RECUS
        )
        .exclude(suite=SuiteLigne.CROISEE)
        .values_list("contrat_id", "nature", "du", "releve_id", "releve__statut")
        .order_by("releve_id")
    )
    zeros: dict[tuple[int, str, datetime.date], ZeroDeclare] = {}
    for contrat_id, nature, du, releve_id, statut in lignes:
        cle = (contrat_id, nature, du.replace(day=1))
        if cle not in zeros or statut in DECIDES:
            zeros[cle] = ZeroDeclare(releve_id, statut in DECIDES)
    return zeros
