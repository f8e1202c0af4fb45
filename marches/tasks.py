"""Background work of the room: identifiers in, guichet entered, one call at each step."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task

from clauses_app.tenancy.contexte import within_guichet
from clauses_app.tenancy.taches import TenantTask
from marches.imports.decp import lire_decp
from marches.services.avancer_import_decp import avancer_import_decp
from marches.services.terminer_import_decp import terminer_import_decp

journal = logging.getLogger(__name__)


class TacheParEtapes(TenantTask):
    """Enters the guichet itself, several times: what one transaction hides until its end, the page must see."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.run(*args, **kwargs)


@shared_task(base=TacheParEtapes)
def importer_decp_depose(guichet_id: int, *, import_id: int, **_: object) -> None:
    with within_guichet(guichet_id):
        depot = avancer_import_decp(import_id=import_id, avancement=10)
    if depot is None:
        return
    try:
        lecture = lire_decp(bytes(depot.contenu or b""))
        with within_guichet(guichet_id):
            avancer_import_decp(import_id=import_id, avancement=60)
        with within_guichet(guichet_id):
            terminer_import_decp(import_id=import_id, lecture=lecture)
    except Exception:
        journal.exception("DECP import %s failed", import_id)
        with within_guichet(guichet_id):
            terminer_import_decp(import_id=import_id, lecture=None)
