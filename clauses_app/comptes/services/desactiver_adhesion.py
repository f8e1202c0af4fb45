"""Close a membership; what the person did stays signed by it."""

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.comptes.responsables import verifier_un_responsable_reste


def desactiver_adhesion(*, par: Adhesion, adhesion: Adhesion) -> None:
    """Felt at the person's next request: memberships are read again each time."""
    verifier_un_responsable_reste(adhesion)
    adhesion.est_active = False
    adhesion.save(update_fields=["est_active"])
    journaliser(Verbe.MEMBRE_CHANGE, adhesion, par=par, acces="fermé")
