"""Close the key of a program: its next call is refused."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion, JetonApi


@transaction.atomic
def revoquer_jeton(*, par: Adhesion, jeton: JetonApi) -> bool:
    """False when somebody had already closed it."""
    ouvert = JetonApi.objects.ouverts().filter(pk=jeton.pk)
    if not ouvert.update(revoque_a=timezone.now(), revoque_par=str(par)):
        return False
    journaliser(Verbe.JETON_REVOQUE, jeton, par=par, entreprise=jeton.organisation_nom)
    return True
