"""The memory of a long piece of work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_DE_COTE: list[bool] = []  # asked of `gc`, it counts millions of objects at each document


def mettre_de_cote() -> None:
    """For as long as the process lives."""
    gc.collect()
    gc.freeze()
    _DE_COTE.append(True)


@contextmanager
def ramasse_miettes_espace() -> Iterator[None]:
    """Millions of objects that all live until the end: collecting them again and again costs a page layout 10 %, the
    reading of a large timesheet 30 %."""
    seuils, deja = gc.get_threshold(), bool(_DE_COTE)
    if not deja:  # else a process that has set aside what it loaded: it stays so
        gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*seuils)
        if not deja:
            gc.unfreeze()


def rendre_la_memoire() -> None:
    """Boxes of a laid out page hold one another: nothing but this gives their memory back before the next ones."""
    gc.collect()
