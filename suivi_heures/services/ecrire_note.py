"""Write a note about a contract, a company or a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Note


@transaction.atomic
def ecrire_note(*, sujet: Any, texte: str, par: Adhesion) -> Note:
    """`sujet`: its link on the note bears the name of its model. The text itself stays out of the journal."""
    note: Note = Note.objects.create(
        texte=texte, par_id=par.pk, par_nom=str(par), **{f"{sujet._meta.model_name}_id": sujet.pk}
    )
    marche_id = sujet.pk if sujet._meta.model_name == "marche" else None
    journaliser(Verbe.NOTE_ECRITE, sujet, par=par, marche_id=marche_id)
    return note
