"""Write a shared diagnosis: what was looked at with partners, the barriers found, the services opened, who pays."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from beneficiaires.models import Beneficiaire, Diagnostic, Frein
from beneficiaires.services.ecrire_au_parcours import ecrire_au_parcours


@dataclass(frozen=True)
class Difficulte:
    type: str
    service: str = ""
    fonds: str = ""


@transaction.atomic
def poser_diagnostic(
    *,
    beneficiaire: Beneficiaire,
    fait_le: datetime.date,
    avec: str,
    regardes: list[str],
    difficultes: Iterable[Difficulte],
    par: Any,
) -> Diagnostic:
    """Whole or not at all. The barriers live on their own afterwards: each is lifted on its day."""
    diagnostic = Diagnostic(beneficiaire=beneficiaire, fait_le=fait_le, avec=avec, domaines=[str(d) for d in regardes])
    ecrire_au_parcours(fait=diagnostic, par=par)
    for d in difficultes:
        frein = Frein(
            beneficiaire=beneficiaire,
            type=d.type,
            constate_le=fait_le,
            service=d.service,
            fonds=d.fonds,
            diagnostic=diagnostic,
        )
        ecrire_au_parcours(fait=frein, par=par)
    return diagnostic
