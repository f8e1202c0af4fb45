"""The memory of a long piece of work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ramasse_miettes_espace() -> Iterator[None]:
    """Millions of objects that all live until the end: collecting them again and again costs a page layout 10 %, the
    reading of a large timesheet 30 %."""
    seuils = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*seuils)
        gc.unfreeze()
