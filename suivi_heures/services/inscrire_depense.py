"""Write what was spent for a post."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import PAS_ENCORE, formater_periode
from suivi_heures.models import DepensePoste


class DepenseRefusee(ValueError):
    """Nothing was written; the sentence says why."""


@transaction.atomic
def inscrire_depense(*, depense: DepensePoste, par: Adhesion) -> DepensePoste:
    poste = depense.poste
    if depense.le > timezone.localdate():
        raise DepenseRefusee(PAS_ENCORE)
    if not poste.date_debut <= depense.le <= poste.date_fin:
        periode = formater_periode(poste.date_debut, poste.date_fin)
        raise DepenseRefusee(f"Le poste va {periode}\u00a0: une dépense d’un autre jour n’y entre pas.")
    depense.par_nom = str(par)
    depense.save()
    journaliser(Verbe.DEPENSE_INSCRITE, depense.poste, par=par, depense=depense.libelle, montant=depense.montant)
    return depense
