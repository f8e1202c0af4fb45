"""Answer a deposit by its signed receipt, in the transaction that keeps its bytes."""

from __future__ import annotations

from django.db import transaction

from suivi_heures.models import FichierReleve, RecuDepot, ReleveHeures
from suivi_heures.queries.recus_depot import signer_recu


@transaction.atomic
def delivrer_recu(*, releve: ReleveHeures, courriel: str = "") -> RecuDepot:
    """One a timesheet: the same bytes sent twice have the receipt of the first time. `courriel`: where it is also
    sent; the row itself says that it must leave, so that no broker can lose it."""
    recu: RecuDepot | None = RecuDepot.objects.filter(releve=releve).first()
    if recu is None:
        octets = len(bytes(FichierReleve.objects.get(releve=releve).contenu))
        recu = RecuDepot.objects.create(
            releve=releve,
            entreprise_id=releve.entreprise_id,
            code=signer_recu(releve, octets=octets),
            courriel=courriel,
        )
    return recu
