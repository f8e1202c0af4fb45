"""Bring back a document that was removed."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Document


@transaction.atomic
def remettre_document(*, document: Document, par: Adhesion) -> None:
    retires = Document.objects.filter(pk=document.pk).exclude(retire_a=None)
    if retires.update(retire_a=None, retire_par=""):
        journaliser(Verbe.DOCUMENT_REMIS, document, par=par, marche_id=document.marche_id)
