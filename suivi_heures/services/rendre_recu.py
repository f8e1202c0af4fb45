"""Put back a receipt whose message was refused: the sweep will try again."""

from __future__ import annotations

from suivi_heures.models import RecuDepot


def rendre_recu(*, recu_id: int) -> None:
    RecuDepot.objects.filter(pk=recu_id).update(envoye_a=None)
