"""Make the secret of a letter: what its reader will open without a password."""

from __future__ import annotations

import datetime
import secrets

from django.db import transaction
from django.utils import timezone

from clauses_app.tenancy.contexte import exiger_guichet
from marches.models import Entreprise
from suivi_heures.models import JetonDepot, LienDepot
from suivi_heures.queries.liens_depot import adresses_des_contacts, resumer, signer_jeton

DUREE = datetime.timedelta(days=60)


@transaction.atomic
def creer_lien_depot(*, entreprise: Entreprise, nom: str, courriel: str) -> str | None:
    """The secret, shown this once. None when the link of this address was cut, or is not that of a contact: the
    letter then leaves with the address that opens nothing by itself. Former letters keep theirs until their term."""
    adresse = courriel.strip().lower()
    if adresse not in adresses_des_contacts(entreprise):
        return None
    lien, _ = LienDepot.objects.get_or_create(entreprise=entreprise, courriel=adresse, defaults={"nom": nom[:200]})
    if lien.coupe_a is not None:
        return None
    secret = secrets.token_urlsafe(32)
    JetonDepot.objects.create(lien=lien, empreinte=resumer(secret), expire_a=timezone.now() + DUREE)
    return signer_jeton(exiger_guichet(), secret)
