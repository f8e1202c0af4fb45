"""Open again a membership that was closed."""

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion


def reactiver_adhesion(*, par: Adhesion, adhesion: Adhesion) -> None:
    adhesion.est_active = True
    adhesion.save(update_fields=["est_active"])
    journaliser(Verbe.MEMBRE_CHANGE, adhesion, par=par, acces="rouvert")
