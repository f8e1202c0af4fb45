"""The papers of a contract, by their number."""

from __future__ import annotations

from marches.models import Acte
from marches.models.acte import NUMEROTES


def memes_numeros(acte: Acte) -> list[Acte]:
    """Acts of the same kind and number that still stand on other lots of the contract; one lot never takes two."""
    if acte.type not in NUMEROTES or not acte.numero:
        return []
    memes = Acte.objects.en_vigueur().filter(marche=acte.marche_id, type=acte.type, numero__iexact=acte.numero)
    return list(memes.exclude(pk=acte.pk).select_related("lot").order_by("pk"))
