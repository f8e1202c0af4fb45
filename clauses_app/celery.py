"""Celery door: names the apps by string only, so that the floor imports nobody."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init, worker_process_shutdown
from django.conf import settings

from clauses_app.pdf import oublier_les_polices, prechauffer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clauses_app.settings")

app = Celery("ancrage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _horaire(travail: dict[str, Any]) -> Any:
    if "toutes_les" in travail:
        return travail["toutes_les"]
    return crontab(hour=travail["heure"], minute=travail["minute"])


app.conf.beat_schedule = {
    nom: {"task": travail["task"], "schedule": _horaire(travail)} for nom, travail in settings.TRAVAUX_REGULIERS.items()
}


@worker_process_init.connect
def _prechauffer(**_: Any) -> None:
    """Importing WeasyPrint costs three seconds: once a process, before the first report."""
    prechauffer()


@worker_process_shutdown.connect
def _oublier(**_: Any) -> None:
    oublier_les_polices()
