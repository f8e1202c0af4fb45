"""Read what holds a person back and her engagement, with the reason, which is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from beneficiaires.models import Beneficiaire, Diagnostic, Engagement, Frein, SituationRsa
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@dataclass(frozen=True)
class SituationPersonnelle:
    freins: tuple[Frein, ...]
    engagements: tuple[Engagement, ...]
    diagnostics: tuple[Diagnostic, ...]
    rsa: tuple[SituationRsa, ...]


@transaction.atomic
def lire_situation_personnelle(*, beneficiaire: Beneficiaire, motif: str, par: Any) -> SituationPersonnelle:
    journaliser(
        Verbe.CRITERE_LU, beneficiaire, par=par, libelle=f"bénéficiaire {beneficiaire.ref}, parcours", pourquoi=motif
    )
    return SituationPersonnelle(
        freins=tuple(Frein.objects.retenus().filter(beneficiaire=beneficiaire).order_by("leve_le", "constate_le")),
        engagements=tuple(Engagement.objects.retenus().filter(beneficiaire=beneficiaire).order_by("-signe_le")),
        diagnostics=tuple(Diagnostic.objects.retenus().filter(beneficiaire=beneficiaire).order_by("-fait_le")),
        rsa=tuple(SituationRsa.objects.retenus().filter(beneficiaire=beneficiaire).order_by("-le", "-pk")),
    )
