"""Keep the pages of a section that this transaction holds."""

from __future__ import annotations

from django.utils import timezone

from suivi_heures.models import SectionBilan


def garder_section(*, section: SectionBilan, contenu: bytes) -> None:
    section.contenu, section.rendue_a = contenu, timezone.now()
    section.save(update_fields=["contenu", "rendue_a"])
