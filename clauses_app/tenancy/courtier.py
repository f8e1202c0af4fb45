"""Give a message to the broker without ever owing it anything: what is to be done is in the database."""

from __future__ import annotations

import time
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

VITE = 1.0  # seconds


def confier_au_courtier(tache: Task[..., Any], *, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """False when the broker is away, silent or full. A refusal that came at once is most often a connection that
    the broker forgot while it started again: one more try, on a new one."""
    debut = time.monotonic()
    return _envoyer(tache, args, kwargs) or (time.monotonic() - debut < VITE and _envoyer(tache, args, kwargs))


def _envoyer(tache: Task[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    lien = tache.app.connection_for_write()
    try:
        tache.apply_async(args=args, kwargs=kwargs, retry=False)
    except (OperationalError, *lien.connection_errors, *lien.channel_errors, OSError):
        return False
    return True
