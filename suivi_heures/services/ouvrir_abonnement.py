"""Open the secret address of one's calendar; the former one is closed by the same act."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import AbonnementAgenda


@transaction.atomic
def ouvrir_abonnement(*, par: Adhesion) -> str:
    """The secret is shown once: only its fingerprint is kept."""
    AbonnementAgenda.objects.filter(adhesion_id=par.pk, ferme_a=None).update(ferme_a=timezone.now())
    secret = secrets.token_urlsafe(32)
    AbonnementAgenda.objects.create(adhesion_id=par.pk, empreinte_jeton=hashlib.sha256(secret.encode()).hexdigest())
    journaliser(Verbe.AGENDA_OUVERT, par=par)
    return secret
