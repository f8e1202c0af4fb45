"""Give up the bytes of removed documents; their lines stay."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import ContenuDocument, Document

DELAI = datetime.timedelta(days=30)


@transaction.atomic
def effacer_documents(*, document: Document | None = None, par: Adhesion | None = None) -> int:
    """One, at once, because somebody asks; or, every night, those removed for a month. Only what is removed."""
    lequel = {"retire_a__lt": timezone.now() - DELAI} if document is None else {"pk": document.pk}
    voulus = Document.objects.effacables().select_for_update(of=("self",)).filter(**lequel)
    effaces = list(voulus)
    ContenuDocument.objects.filter(document__in=effaces).delete()
    Document.objects.filter(pk__in=[un.pk for un in effaces]).update(efface_a=timezone.now())
    for un in effaces:
        journaliser(Verbe.DOCUMENT_EFFACE, un, par=par, marche_id=un.marche_id, octets=un.octets)
    return len(effaces)
