"""No reminder to a company until a day."""

from __future__ import annotations

import datetime

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise
from suivi_heures.models import PauseRelance


def suspendre_relances(*, entreprise: Entreprise, motif: str, jusqu_au: datetime.date, par: Adhesion) -> PauseRelance:
    pause = PauseRelance(entreprise=entreprise, motif=motif, jusqu_au=jusqu_au, par_nom=str(par))
    pause.save()
    journaliser(Verbe.RELANCE_REGLEE, entreprise, par=par, pause=jusqu_au, motif=motif)
    return pause
