"""Open a convention, or change what it says."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import Convention
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def enregistrer_convention(*, convention: Convention, par: Any, version: int | None = None) -> Convention:
    if convention.pk is not None:
        avant = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
        if version is not None and avant.version != version:
            raise ModifieEntreTemps(avant.version)
        convention.version = avant.version + 1
    convention.save()
    journaliser(Verbe.CONVENTION_ENREGISTREE, convention, par=par)
    return convention
