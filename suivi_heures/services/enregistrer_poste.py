"""Open a funded post, or change what it says."""

from __future__ import annotations

from django.db import transaction

from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Poste


@transaction.atomic
def enregistrer_poste(*, poste: Poste, par: Adhesion, version: int | None = None) -> Poste:
    """What was already called or told to a funder keeps its own figures."""
    if poste.pk is not None:
        avant = Poste.objects.select_for_update(of=("self",)).get(pk=poste.pk)
        if version is not None and avant.version != version:
            raise ModifieEntreTemps(avant.version)
        poste.version = avant.version + 1
    poste.save()
    journaliser(Verbe.POSTE_ENREGISTRE, poste, par=par)
    return poste
