"""Write what was spent for a post."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import DepensePoste


@transaction.atomic
def inscrire_depense(*, depense: DepensePoste, par: Adhesion) -> DepensePoste:
    depense.par_nom = str(par)
    depense.save()
    journaliser(Verbe.DEPENSE_INSCRITE, depense.poste, par=par, depense=depense.libelle, montant=depense.montant)
    return depense
