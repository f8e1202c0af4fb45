"""Create a contract, or change what is known of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.tenancy.changements import signaler
from marches.models import Marche

# what the count depends on: a change here is recomputed
FAITS_DU_DECOMPTE = frozenset({"regle_code", "date_debut", "date_fin", "categories_admises", "operation"})


@transaction.atomic
def enregistrer_marche(*, marche: Marche, par: Any) -> Marche:
    """Write a contract already checked by its form; hours due are entered apart, in their journal."""
    avant = Marche.objects.select_for_update(of=("self",)).filter(pk=marche.pk).first() if marche.pk else None
    if avant is None:
        marche.suivi_par_id, marche.suivi_par_nom = getattr(par, "pk", None), str(par or "")
    elif avant.modifie_a != marche.modifie_a:
        raise ValidationError(
            "Ce marché vient d’être modifié par quelqu’un d’autre\u00a0: relisez-le avant d’enregistrer."
        )
    marche.save()
    changes = _champs_changes(avant, marche)
    if avant is not None and changes & FAITS_DU_DECOMPTE:
        signaler(marches=[marche.pk])
    if avant is None or changes:
        journaliser(Verbe.MARCHE_ENREGISTRE, marche, par=par, marche_id=marche.pk, champs=sorted(changes))
    return marche


def _champs_changes(avant: Marche | None, apres: Marche) -> set[str]:
    if avant is None:
        return set()
    return {
        champ.name
        for champ in Marche._meta.local_concrete_fields
        if champ.name != "modifie_a" and getattr(avant, champ.attname) != getattr(apres, champ.attname)
    }
