"""Facts of these contracts have just changed: their kept advancement must be computed again before it is shown."""

from __future__ import annotations

from collections.abc import Iterable

from marches.models import Lot
from suivi_heures.models import SuiviMarche
from suivi_heures.queries.decompte.acces import comme_interne


def perimer_suivi(*, lots: Iterable[int] | None = (), marches: Iterable[int] = ()) -> None:
    """In the transaction of the change. `lots` None = the whole guichet."""
    with comme_interne():
        perimes = SuiviMarche.objects.filter(arrete_au__isnull=False)
        if lots is not None:
            touches = set(marches) | set(Lot.objects.filter(pk__in=list(lots)).values_list("marche_id", flat=True))
            perimes = perimes.filter(marche_id__in=touches)
        perimes.update(arrete_au=None)
