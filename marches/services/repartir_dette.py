"""Split the hours due by a lot between the members of its group."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from marches.enums import TypeActe
from marches.models import Acte, Attribution, Lot
from marches.services.inscrire_acte import inscrire_acte


@transaction.atomic
def repartir_dette(
    *,
    lot: Lot,
    parts: Mapping[int, Decimal | None],
    date: datetime.date,
    motif: str,
    par: Any,
    vues: Mapping[int, Decimal | None] | None = None,
) -> Acte:
    """`parts`: hours by attribution. `vues`: what the person saw; a share changed since is not overwritten.
    A sum that differs from the hours due is kept and shown, never put right in silence."""
    membres = {
        a.pk: a
        for a in Attribution.objects.select_for_update(of=("self",))
        .select_related("entreprise")
        .filter(lot=lot, pk__in=parts)
    }
    for cle, vue in (vues or {}).items():
        if cle in membres and membres[cle].heures_affectees != vue:
            raise ValidationError(
                f"La part de {membres[cle].entreprise} vient d’être changée : relisez les parts avant d’enregistrer."
            )
    changes = [membres[cle] for cle, heures in parts.items() if cle in membres]
    changes = [membre for membre in changes if membre.heures_affectees != parts[membre.pk]]
    if not changes:
        raise ValidationError("Aucune part ne change : modifiez au moins une ligne.")
    lignes = []
    for membre in changes:
        apres = parts[membre.pk]
        lignes.append(
            {
                "attribution": membre.pk,
                "entreprise": str(membre.entreprise),
                "avant": _ecrire(membre.heures_affectees),
                "apres": _ecrire(apres),
            }
        )
        membre.heures_affectees = apres
        membre.save(update_fields=["heures_affectees"])
    return inscrire_acte(
        marche=lot.marche, type=TypeActe.REPARTITION, date=date, motif=motif, par=par, lot=lot, parts=lignes
    )


def _ecrire(heures: Decimal | None) -> str | None:
    return None if heures is None else f"{heures:.2f}"
