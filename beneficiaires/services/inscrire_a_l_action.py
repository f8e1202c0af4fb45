"""Enrol people in a collective action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.models import Action, Beneficiaire, InscriptionAction
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.interface.formats import accorder


class InscriptionRefusee(ValueError):
    """Nobody was enrolled; the sentence says why."""


class PlacesDepassees(InscriptionRefusee):
    """Nobody was enrolled; asked again with `au_dela`, they are."""


@transaction.atomic
def inscrire_a_l_action(
    *, action: Action, personnes: Iterable[Beneficiaire], par: Any, au_dela: bool = False
) -> list[InscriptionAction]:
    """Those who are already in it stay as they are; one who was taken out comes back with what was noted.
    `au_dela`: knowingly beyond the places."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.annulee_a:
        raise InscriptionRefusee("Cette action est annulée\u00a0: rétablissez-la avant d’y inscrire quelqu’un.")
    inscrites = {i.beneficiaire_id: i for i in InscriptionAction.objects.filter(action=action)}
    faites = _inscriptions_a_faire(action, personnes, inscrites)
    exces = _compter_l_exces(action, inscrites.values(), faites, au_dela=au_dela)
    for revenue in (i for i in faites if i.pk is not None):
        revenue.retiree_a = None
        revenue.save()
    InscriptionAction.objects.bulk_create([i for i in faites if i.pk is None])
    if faites:
        faits: dict[str, Any] = {"inscrites": len(faites)} | ({"au_dela_des_places": exces} if exces else {})
        journaliser(Verbe.ACTION_INSCRIPTION, action, par=par, marche_id=action.marche_id, **faits)
    return faites


def _inscriptions_a_faire(
    action: Action, personnes: Iterable[Beneficiaire], inscrites: dict[int, InscriptionAction]
) -> list[InscriptionAction]:
    faites: list[InscriptionAction] = []
    for personne in personnes:
        if personne.fusionne_dans_id or personne.anonymise_le:
            raise InscriptionRefusee(f"La fiche {personne.ref} n’est plus suivie\u00a0: choisissez une autre fiche.")
        deja = inscrites.get(personne.pk)
        if deja is None or deja.retiree_a is not None:
            faites.append(
                deja or InscriptionAction(action=action, beneficiaire=personne, inscrite_le=timezone.localdate())
            )
    return faites


def _compter_l_exces(
    action: Action, inscrites: Iterable[InscriptionAction], faites: list[InscriptionAction], *, au_dela: bool
) -> int:
    """How many beyond the places; refused unless it is known."""
    if not action.places or not faites:
        return 0
    occupees = sum(1 for i in inscrites if i.retiree_a is None)
    exces = max(0, occupees + len(faites) - action.places)
    if exces and not au_dela:
        raise PlacesDepassees(
            f"{accorder(action.places, 'place')}, {accorder(occupees, 'déjà inscrit')}\u00a0:"
            f" {accorder(len(faites), 'personne de plus', 'personnes de plus')}, c’est {exces} au-delà des places."
        )
    return exces
