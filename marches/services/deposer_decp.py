"""Keep a dropped file of published contracts until a task has read it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from marches.models import ImportDecp
from marches.models.marche_decp import EN_TRAVAIL


@transaction.atomic
def deposer_decp(*, nom_fichier: str, octets: bytes, par: Any) -> ImportDecp:
    """The same file dropped again while it is being read is the same import."""
    empreinte = hashlib.sha256(octets).hexdigest()
    en_cours: ImportDecp | None = (
        ImportDecp.objects.defer("contenu").filter(empreinte=empreinte, statut__in=EN_TRAVAIL).first()
    )
    if en_cours is not None:
        return en_cours
    depot: ImportDecp = ImportDecp.objects.create(
        nom_fichier=nom_fichier[-255:],
        contenu=octets,
        empreinte=empreinte,
        par_id=getattr(par, "pk", None),
        par_nom=str(par or ""),
    )
    return depot
