"""Move a contract along its life: who, why, when."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marches.enums import StatutMarche, TypeActe
from marches.models import Acte, Marche
from marches.models.marche import STATUTS_SUIVANTS
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def changer_statut(*, marche: Marche, statut: str, date: datetime.date, motif: str, numero: str = "", par: Any) -> Acte:
    verrouille = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    avant = verrouille.statut
    if statut not in STATUTS_SUIVANTS[StatutMarche(avant)]:
        raise ValidationError(
            {
                "statut": f"De « {StatutMarche(avant).label} », un marché ne passe pas à"
                f" « {StatutMarche(statut).label} » : rechargez la page."
            }
        )
    verrouille.statut = statut
    verrouille.save(update_fields=["statut", "modifie_a"])
    return inscrire_acte(
        marche=verrouille,
        type=TypeActe.STATUT,
        date=date,
        motif=motif,
        numero=numero,
        par=par,
        statut_avant=avant,
        statut_apres=statut,
    )
