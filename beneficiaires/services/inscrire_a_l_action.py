"""Enrol people in a collective action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import Action, Beneficiaire, InscriptionAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class InscriptionRefusee(ValueError):
    """Nobody was enrolled; the sentence says why."""


@transaction.atomic
def inscrire_a_l_action(*, action: Action, personnes: Iterable[Beneficiaire], par: Any) -> list[InscriptionAction]:
    """Those who are already in it stay as they are; one who was taken out comes back with what was noted."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.annulee_a:
        raise InscriptionRefusee("Cette action est annulée\u00a0: rétablissez-la avant d’y inscrire quelqu’un.")
    inscrites = {i.beneficiaire_id: i for i in InscriptionAction.objects.filter(action=action)}
    faites: list[InscriptionAction] = []
    for personne in personnes:
        if personne.fusionne_dans_id or personne.anonymise_le:
            raise InscriptionRefusee(f"La fiche {personne.ref} n’est plus suivie\u00a0: choisissez une autre fiche.")
        deja = inscrites.get(personne.pk)
        if deja is not None and deja.retiree_a is None:
            continue
        if deja is not None:
            deja.retiree_a = None
            deja.save()
        faites.append(deja or InscriptionAction(action=action, beneficiaire=personne, inscrite_le=timezone.localdate()))
    InscriptionAction.objects.bulk_create([i for i in faites if i.pk is None])
    if faites:
        journaliser(Verbe.ACTION_INSCRIPTION, action, par=par, marche_id=action.marche_id, inscrites=len(faites))
    return faites
