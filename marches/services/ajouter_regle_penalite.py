"""Write what a contract says of a shortfall."""

from __future__ import annotations

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import ReglePenalite


def ajouter_regle_penalite(*, regle: ReglePenalite, par: Adhesion) -> ReglePenalite:
    regle.par_nom = str(par)
    regle.save()
    journaliser(Verbe.PENALITE_REGLEE, regle, par=par, marche_id=regle.marche_id, article=regle.article)
    return regle
