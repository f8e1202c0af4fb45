"""Say who follows a contract: oneself, or a colleague."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Marche


class SuiviImpossible(ValueError):
    """Nobody can follow a contract from outside the team."""


@transaction.atomic
def confier_marche(*, marche: Marche, a: Adhesion, par: Adhesion) -> Marche:
    """Written again under a lock: it overwrites nothing else of the contract. The same name twice is said once."""
    if not (a.est_active and a.est_interne):
        raise SuiviImpossible(f"{a} n’est pas dans l’équipe du guichet\u00a0: choisissez quelqu’un qui y travaille.")
    garde: Marche = Marche.objects.select_for_update(of=("self",)).get(pk=marche.pk)
    if garde.suivi_par_id == a.pk:
        return garde
    garde.suivi_par_id, garde.suivi_par_nom = a.pk, str(a)
    garde.save(update_fields=["suivi_par_id", "suivi_par_nom", "modifie_a"])
    journaliser(Verbe.MARCHE_ENREGISTRE, garde, par=par, marche_id=garde.pk, suivi_par=str(a))
    return garde
