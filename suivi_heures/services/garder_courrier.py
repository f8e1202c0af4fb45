"""Keep a letter as it was produced: text, bytes, figures."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import IntegrityError, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Courrier


class NumeroPris(RuntimeError):
    """Another document took the number in the meantime."""


@transaction.atomic
def garder_courrier(
    *, courrier: Courrier, contenu: bytes, donnees: dict[str, Any] | None = None, par: Adhesion
) -> Courrier:
    """Its print is the one of its bytes: a copy can be compared."""
    courrier.contenu = contenu
    courrier.empreinte = hashlib.sha256(contenu).hexdigest()
    courrier.donnees = donnees or {}
    courrier.par_nom = str(par)
    try:
        with transaction.atomic():
            courrier.save(force_insert=True)
    except IntegrityError:
        raise NumeroPris("Ce numéro vient d’être pris\u00a0: recommencez, le suivant sera donné.") from None
    journaliser(
        Verbe.COURRIER_PRODUIT, courrier, par=par, marche_id=courrier.marche_id, type=courrier.get_type_display()
    )
    return courrier
