"""What a national job really does: it enters the guichets one by one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connections

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.services.recalculer_realisation import recalculer_realisation


def guichets() -> list[int]:
    with within_connexion():
        return list(Guichet.objects.order_by("pk").values_list("pk", flat=True))


def recalculer_tout(de: Iterable[int]) -> int:
    """Every lot of these guichets; gives the number of totals that had to be written."""
    ecrits = 0
    for guichet_id in de:
        with within_guichet(guichet_id):
            ecrits += len(recalculer_realisation(lots=None))
    if ecrits:
        with connections["deploiement"].cursor() as curseur:
            curseur.execute("VACUUM (ANALYZE) suivi_heures_realisation")
        connections["deploiement"].close()
    return ecrits
