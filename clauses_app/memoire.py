"""The memory of a long piece of work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ramasse_miettes_espace() -> Iterator[None]:
    """Millions of objects that all live until the end: collecting them again and again costs a page layout 10 %, the
    reading of a large timesheet 30 %."""
    seuils, deja = gc.get_threshold(), gc.get_freeze_count()
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
