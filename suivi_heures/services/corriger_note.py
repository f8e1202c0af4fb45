"""Correct one's own note, on the day it was written."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Note

DELAI = datetime.timedelta(days=1)


class NoteFermee(ValueError):
    """The sentence to show."""


@transaction.atomic
def corriger_note(*, note: Note, sujet: Any, texte: str, par: Adhesion) -> Note:
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.par_id != par.pk:
        raise NoteFermee("Seule la personne qui a écrit une note la corrige\u00a0: ajoutez la vôtre.")
    if timezone.now() - note.ecrite_a > DELAI:
        raise NoteFermee("Une note de plus d’un jour ne se corrige plus\u00a0: ajoutez-en une qui la complète.")
    note.texte, note.modifiee_a = texte, timezone.now()
    note.save(update_fields=["texte", "modifiee_a"])
    journaliser(Verbe.NOTE_CORRIGEE, sujet, par=par, marche_id=note.marche_id)
    return note
