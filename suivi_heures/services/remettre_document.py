"""Bring back a document that was removed."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Document


class DocumentEfface(RuntimeError):
    """Its bytes are gone: it has to be deposited again."""


@transaction.atomic
def remettre_document(*, document: Document, par: Adhesion) -> None:
    lu = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if lu.efface_a is not None:
        raise DocumentEfface(f"{lu}\u00a0: son contenu a été effacé, versez de nouveau le fichier.")
    retires = Document.objects.effacables().filter(pk=document.pk)
    if retires.update(retire_a=None, retire_par=""):
        journaliser(Verbe.DOCUMENT_REMIS, document, par=par, marche_id=document.marche_id)
