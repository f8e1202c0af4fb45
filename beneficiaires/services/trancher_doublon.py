"""Say that two files are two people, or take it back: the pair is no longer proposed, or is again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from beneficiaires.enums import StatutDoublon
from beneficiaires.models import DoublonProbable
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


class DejaReunies(ValueError):
    """The two files are one already."""


@transaction.atomic
def trancher_doublon(*, doublon: DoublonProbable, distincts: bool, par: Any) -> DoublonProbable:
    doublon = DoublonProbable.objects.select_for_update(of=("self",)).get(pk=doublon.pk)
    if doublon.statut == StatutDoublon.REUNIS:
        raise DejaReunies("Ces deux fiches viennent d’être réunies.")
    doublon.statut = StatutDoublon.DISTINCTS if distincts else StatutDoublon.A_VOIR
    doublon.decide_a, doublon.decide_par = timezone.now(), str(par or "")
    doublon.save(update_fields=["statut", "decide_a", "decide_par"])
    journaliser(
        Verbe.DOUBLON_DECIDE,
        doublon,
        par=par,
        libelle=f"{doublon.premiere.ref} et {doublon.seconde.ref}",
        deux_personnes=distincts,
    )
    return doublon
