"""Remember that an address no longer receives."""

from __future__ import annotations

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import AdresseEnEchec


def signaler_adresse_en_echec(*, courriel: str, motif: str, par: Adhesion | None = None) -> bool:
    """Once: False when it was already known. `par` None: the mail service said so."""
    adresse, nouvelle = AdresseEnEchec.objects.actuelles().get_or_create(
        courriel=courriel.lower(), levee_a=None, defaults={"motif": motif[:500], "par_nom": str(par or "")}
    )
    if nouvelle:
        journaliser(Verbe.CONTACT_CHANGE, adresse, par=par, motif=motif[:300])
    return bool(nouvelle)
