"""Failures that come from a part being away or overwhelmed, not from us: asking again later is the answer."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from django.db import InterfaceError, ProgrammingError
from kombu.exceptions import OperationalError as CourtierAbsent
from redis.exceptions import RedisError

REESSAYER_DANS = 30  # seconds
# PostgreSQL: connection, no room left, stopped or starting, disk, then locks, deadlines and deadlocks.
_CLASSES = ("08", "53", "57P0", "58", "55P03", "57014", "40")


class ServiceDeborde(RuntimeError):
    """A part of ours had no time to answer: what was asked is not at fault, and will do later."""


def est_une_coupure(faute: BaseException | None) -> bool:
    """Looks behind the exception too: a cut connection spoils all that is tried after."""
    return any(_vient_d_ailleurs(une) for une in _chaine(faute))


def _chaine(faute: BaseException | None) -> Iterator[BaseException]:
    vues: set[int] = set()
    while faute is not None and id(faute) not in vues:
        vues.add(id(faute))
        yield faute
        faute = faute.__cause__ or faute.__context__


def _vient_d_ailleurs(faute: BaseException) -> bool:
    if isinstance(faute, psycopg.Error):
        etat = faute.sqlstate
        if etat is None:  # no server answered
            return isinstance(faute, psycopg.OperationalError | psycopg.InterfaceError)
        return etat.startswith(_CLASSES)
    if isinstance(faute, ProgrammingError):  # Django, when something asks again in the middle of the transaction
        return str(faute).startswith("Cannot open a new connection in an atomic block")
    return isinstance(faute, InterfaceError | CourtierAbsent | RedisError | ServiceDeborde)
