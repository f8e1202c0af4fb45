"""Celery task that enters a guichet before it works."""

from __future__ import annotations

from typing import Any

from celery import Task
from django.db import transaction

from clauses_app.tenancy.contexte import within_guichet
from clauses_app.tenancy.courtier import confier_au_courtier


class TenantTask(Task):
    """First argument = the guichet; the body runs inside its transaction, as its staff.

    Messages carry identifiers only. A forged guichet finds no row: the database answers nothing.
    """

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    ignore_result = True

    def __call__(self, guichet_id: int, *args: Any, **kwargs: Any) -> Any:
        with within_guichet(guichet_id):
            return super().__call__(guichet_id, *args, **kwargs)

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Send once the rows it will read are there."""
        transaction.on_commit(lambda: self.envoyer(*args, **kwargs))

    def envoyer(self, *args: Any, **kwargs: Any) -> bool:
        """Send now; a broker that is down is not an error: the sweep finds the row again."""
        return confier_au_courtier(self, args=args, kwargs=kwargs)


class TacheEnEtapes(TenantTask):
    """Long work between short transactions: the body enters the guichet itself, so that each step is seen."""

    abstract = True

    def __call__(self, guichet_id: int, *args: Any, **kwargs: Any) -> Any:
        return Task.__call__(self, guichet_id, *args, **kwargs)
