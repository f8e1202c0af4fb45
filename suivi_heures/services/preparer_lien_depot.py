"""The link of a contact, ready to be sent: the worker makes its secret."""

from __future__ import annotations

from django.db import transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Entreprise
from suivi_heures.models import LienDepot


@transaction.atomic
def preparer_lien_depot(*, entreprise: Entreprise, nom: str, courriel: str, par: Adhesion) -> LienDepot:
    lien: LienDepot
    lien, _ = LienDepot.objects.get_or_create(entreprise=entreprise, courriel=courriel, defaults={"nom": nom[:200]})
    journaliser(Verbe.LIEN_ENVOYE, lien, par=par, libelle=nom, entreprise=entreprise.nom)
    return lien
