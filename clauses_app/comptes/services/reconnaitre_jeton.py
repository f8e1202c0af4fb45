"""Whose key this is. Called in the sign-in role: no guichet is open yet."""

from __future__ import annotations

import datetime

from django.utils import timezone

from clauses_app.comptes.jetons import empreinte, guichet_du_jeton
from clauses_app.comptes.models import JetonApi
from clauses_app.tenancy.contexte import basculer_dans_guichet

PRECISION = datetime.timedelta(minutes=1)


def reconnaitre_jeton(*, secret: str) -> JetonApi | None:
    """None when it never existed or was closed. The last use is written at most once a minute."""
    guichet_id = guichet_du_jeton(secret)
    if guichet_id is None:
        return None
    with basculer_dans_guichet(guichet_id):
        ouverts = JetonApi.objects.ouverts().filter(empreinte_jeton=empreinte(secret))
        jeton: JetonApi | None = ouverts.select_related("guichet").first()
        maintenant = timezone.now()
        if jeton is not None and (jeton.servi_a is None or maintenant - jeton.servi_a > PRECISION):
            JetonApi.objects.filter(pk=jeton.pk).update(servi_a=maintenant)
    return jeton
