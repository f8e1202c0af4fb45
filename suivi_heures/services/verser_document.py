"""Keep a document of a contract or of a company."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_octets
from suivi_heures.models import ContenuDocument, Document

QUOTA = 500 * 1024 * 1024


class DocumentRefuse(ValueError):
    """The sentence to show."""


@transaction.atomic
def verser_document(*, sujet: Any, nom: str, contenu: bytes, par: Adhesion) -> Document:
    """The same name is a new version; the same bytes as the last version are refused, with its date."""
    occupe = Document.objects.filter(efface_a=None).aggregate(total=Sum("octets"))["total"] or 0
    if occupe + len(contenu) > QUOTA:
        raise DocumentRefuse(f"Les documents du guichet atteignent leur limite, {formater_octets(QUOTA)}.")
    lien = {f"{sujet._meta.model_name}_id": sujet.pk}
    type(sujet).objects.select_for_update(of=("self",)).get(pk=sujet.pk)  # two deposits: two versions
    empreinte = hashlib.sha256(contenu).hexdigest()
    memes = Document.objects.filter(nom=nom, **lien)
    deja = memes.presents().order_by("-version").first()
    if deja is not None and deja.empreinte == empreinte:
        raise DocumentRefuse(f"Ce fichier est déjà là\u00a0: {deja}, déposé par {deja.par_nom}.")
    document: Document = Document.objects.create(
        nom=nom,
        version=(memes.aggregate(derniere=Max("version"))["derniere"] or 0) + 1,
        octets=len(contenu),
        empreinte=empreinte,
        par_id=par.pk,
        par_nom=str(par),
        **lien,
    )
    ContenuDocument.objects.create(document=document, contenu=contenu)
    journaliser(Verbe.DOCUMENT_DEPOSE, document, par=par, marche_id=document.marche_id, octets=len(contenu))
    return document
