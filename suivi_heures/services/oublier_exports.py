"""Files of exports do not stay: a copy of a list is personal data."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.models import ExportDemande


def oublier_exports() -> int:
    effaces, _ = ExportDemande.objects.filter(expire_a__lt=timezone.now()).delete()
    return effaces
