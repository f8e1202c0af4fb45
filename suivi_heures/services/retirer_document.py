"""Take a document out of the list: its line stays, a click brings it back for a month, then its bytes go."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Document


@transaction.atomic
def retirer_document(*, document: Document, par: Adhesion) -> None:
    presents = Document.objects.presents().filter(pk=document.pk)
    if presents.update(retire_a=timezone.now(), retire_par=str(par)):
        journaliser(Verbe.DOCUMENT_RETIRE, document, par=par, marche_id=document.marche_id)
