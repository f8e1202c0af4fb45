"""Choose how long an answer may take and how long a file is kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import ReglagePersonnes
from beneficiaires.services.enregistrer_beneficiaire import ModifieEntreTemps
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def regler_personnes(*, delai_demande_jours: int, conservation_mois: int, version: int, par: Any) -> ReglagePersonnes:
    reglage: ReglagePersonnes
    reglage, _ = ReglagePersonnes.objects.select_for_update(of=("self",)).get_or_create()
    if reglage.version != version:
        raise ModifieEntreTemps(reglage.version)
    reglage.delai_demande_jours, reglage.conservation_mois = delai_demande_jours, conservation_mois
    reglage.version += 1
    reglage.save()
    journaliser(
        Verbe.GUICHET_REGLE,
        reglage,
        par=par,
        libelle="personnes",
        delai_demande_jours=delai_demande_jours,
        conservation_mois=conservation_mois,
    )
    return reglage
