"""Open a project of purchase, or change what is known of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from marches.models import LotProjet, ProjetAchat


class ProjetModifie(ValueError):
    """Somebody wrote in between; `actuel`: what is there now."""

    def __init__(self, actuel: ProjetAchat) -> None:
        super().__init__("Ce projet a changé pendant que vous l’écriviez : comparez, puis enregistrez de nouveau.")
        self.actuel = actuel


@transaction.atomic
def enregistrer_projet(*, projet: ProjetAchat, lot: LotProjet | None = None, par: Any) -> ProjetAchat:
    """`projet.version` is the one that was read. `lot`: the first lot of a new project, so that nothing is
    typed twice for a purchase in one lot."""
    nouveau = projet.pk is None
    if nouveau:
        projet.suivi_par_nom = str(par or "")
    else:
        actuel = ProjetAchat.objects.select_for_update(of=("self",)).get(pk=projet.pk)
        if actuel.version != projet.version:
            raise ProjetModifie(actuel)
        projet.version += 1
    projet.save()
    if nouveau and lot is not None:
        lot.projet = projet
        lot.save()
    journaliser(Verbe.PROJET_ENREGISTRE, projet, par=par, nouveau=nouveau)
    return projet
