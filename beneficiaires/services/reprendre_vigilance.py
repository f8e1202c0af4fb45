"""Take back an explanation: the warning comes again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from beneficiaires.models import VigilanceLevee
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def reprendre_vigilance(*, levee: VigilanceLevee, par: Any) -> None:
    personne = levee.beneficiaire
    levee.delete()
    journaliser(
        Verbe.VIGILANCE_LEVEE, personne, par=par, libelle=f"bénéficiaire {personne.ref}", explication_reprise=True
    )
