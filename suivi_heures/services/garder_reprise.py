"""Bring an accepted file in for good, and forget its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import StatutReprise
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.models import Reprise
from suivi_heures.services.reprendre import reprendre


def garder_reprise(
    *, reprise_id: int, par: Adhesion | None = None, avancer: Callable[[int], None] = lambda pourcent: None
) -> None:
    """The file is read again from what was dropped; the report kept is the one of the real run."""
    depot = Reprise.objects.select_for_update(of=("self",)).get(pk=reprise_id)
    if depot.statut != StatutReprise.EN_COURS or depot.contenu is None:
        return
    lue = lire_reprise(bytes(depot.contenu))
    if isinstance(lue, list):
        raise RuntimeError(f"reprise {reprise_id}: accepted, then refused")
    depot.rapport = asdict(reprendre(reprise=lue, par=par, avancer=avancer))
    depot.statut = StatutReprise.GARDEE
    depot.gardee_a = timezone.now()
    depot.contenu = None
    depot.save(update_fields=["rapport", "statut", "gardee_a", "contenu"])
