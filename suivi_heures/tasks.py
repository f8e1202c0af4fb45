"""Background work of the room: identifiers in, guichet entered, one call."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task
from django.core.cache import cache
from django.db import transaction

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.taches import TenantTask
from suivi_heures.services.examiner_reprise import examiner_reprise
from suivi_heures.services.garder_reprise import garder_reprise
from suivi_heures.services.signaler_echec_reprise import signaler_echec_reprise

journal = logging.getLogger(__name__)
DUREE_AVANCEMENT = 3600


def cle_avancement(reprise_id: int) -> str:
    return f"reprise:{reprise_id}:avancement"


def _avancer(reprise_id: int) -> Callable[[int], None]:
    """Progress is seen at once from outside: the transaction of the work shows nothing until its end."""
    return lambda pourcent: cache.set(cle_avancement(reprise_id), pourcent, DUREE_AVANCEMENT)


@shared_task(base=TenantTask)
def reprendre_examiner(guichet_id: int, *, reprise_id: int, **_: object) -> None:
    try:
        with transaction.atomic():
            examiner_reprise(reprise_id=reprise_id, avancer=_avancer(reprise_id))
    except Exception:
        journal.exception("reprise %s: examination failed", reprise_id)
        signaler_echec_reprise(reprise_id=reprise_id)


@shared_task(base=TenantTask)
def reprendre_garder(guichet_id: int, *, reprise_id: int, adhesion_id: int | None = None, **_: object) -> None:
    try:
        with transaction.atomic():
            par = Adhesion.objects.filter(pk=adhesion_id).first()
            garder_reprise(reprise_id=reprise_id, par=par, avancer=_avancer(reprise_id))
    except Exception:
        journal.exception("reprise %s: import failed", reprise_id)
        signaler_echec_reprise(reprise_id=reprise_id)
