"""Remember who a sender means by a name: next month asks nothing."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import Beneficiaire
from suivi_heures.models import NomRetenu


@transaction.atomic
def retenir_nom(
    *,
    entreprise_id: int,
    cle: str,
    naissance: datetime.date | None,
    ecrit: str,
    beneficiaire: Beneficiaire,
    par: Any,
) -> NomRetenu:
    """The last word wins and is a new version; what was said before stays readable."""
    siens = NomRetenu.objects.filter(entreprise_id=entreprise_id, cle=cle, naissance=naissance)
    actuel: NomRetenu | None = siens.filter(oublie_a=None).first()
    if actuel is not None and actuel.beneficiaire_id == beneficiaire.pk:
        return actuel
    if actuel is not None:
        actuel.oublie_a, actuel.oublie_par = timezone.now(), str(par or "")
        actuel.save(update_fields=["oublie_a", "oublie_par"])
    retenu: NomRetenu = NomRetenu.objects.create(
        entreprise_id=entreprise_id,
        cle=cle,
        naissance=naissance,
        ecrit=ecrit[:310],
        beneficiaire=beneficiaire,
        version=siens.count() + 1,
        retenu_par=str(par or ""),
    )
    return retenu
