"""Keep a produced report: its figures, its fingerprint, its bytes. From here nothing of it changes."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, FichierBilan


@transaction.atomic
def enregistrer_bilan(
    *, bilan_id: int, donnees: dict[str, Any], empreinte: str, contenu: bytes, produit_a: datetime.datetime
) -> Bilan | None:
    """The first production of a revision wins: a task delivered twice writes once."""
    bilan: Bilan | None = (
        Bilan.objects.select_for_update(of=("self",)).filter(pk=bilan_id, statut=StatutBilan.EN_COURS).first()
    )
    if bilan is None:
        return None
    FichierBilan.objects.create(bilan=bilan, contenu=contenu)
    bilan.donnees, bilan.empreinte, bilan.produit_a = donnees, empreinte, produit_a
    bilan.empreinte_fichier = hashlib.sha256(contenu).hexdigest()
    bilan.statut, bilan.avancement, bilan.etape = StatutBilan.PRET, 100, ""
    bilan.save()
    journaliser(Verbe.RAPPORT_PRODUIT, bilan, revision=bilan.revision, empreinte=empreinte)
    return bilan
