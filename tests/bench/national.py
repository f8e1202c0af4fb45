"""What a national job really does: it enters the guichets one by one, a few workers at a time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from django.db import connections

from clauses_app.comptes.models import Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.bench.ouvrier import naitre

OUVRIERS = 2  # the concurrency of the Celery workers, as the product is deployed


def guichets() -> list[int]:
    """From the largest to the smallest."""
    with within_connexion():
        return list(Guichet.objects.order_by("pk").values_list("pk", flat=True))


def recalculer_un(guichet_id: int) -> int:
    """Every lot of a guichet; gives the number of totals that had to be written."""
    with within_guichet(guichet_id):
        return len(recalculer_realisation(lots=None))


def recalculer_tout(de: Iterable[int]) -> int:
    """One guichet after the other."""
    return sum(map(recalculer_un, de))


def ranger() -> None:
    """After many writes, what autovacuum would do."""
    with connections["deploiement"].cursor() as curseur:
        curseur.execute("VACUUM (ANALYZE) suivi_heures_realisation")
    connections["deploiement"].close()


class Ouvriers:
    """Processes that are up and wait, each with its connection."""

    def __init__(self, processus: ProcessPoolExecutor) -> None:
        self.processus = processus

    def recalculer_tout(self, de: Iterable[int]) -> int:
        return sum(self.processus.map(recalculer_un, de))


@contextmanager
def ouvriers() -> Iterator[Ouvriers]:
    contexte = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(OUVRIERS, mp_context=contexte, initializer=naitre) as processus:
        yield Ouvriers(processus)
