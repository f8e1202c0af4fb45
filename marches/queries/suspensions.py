"""Suspensions that still run: neither undone, nor followed by a resumption of the same perimeter."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce

from marches.enums import TypeActe
from marches.models import Acte
from marches.models.acte import ActeQuerySet

PERIMETRE = Coalesce(F("lot_id"), Value(0))


def suspensions_en_cours() -> ActeQuerySet:
    """A resumption answers the earlier suspensions of the same lot, or of the whole contract."""
    actes = Acte.objects.en_vigueur().annotate(perimetre=PERIMETRE)
    reprises = actes.filter(
        type=TypeActe.REPRISE,
        marche=OuterRef("marche"),
        perimetre=OuterRef("perimetre"),
        pk__gt=OuterRef("pk"),
    )
    liste: ActeQuerySet = actes.filter(~Exists(reprises), type=TypeActe.SUSPENSION)
    return liste


def suspension_en_cours(marche_id: int, lot_id: int | None) -> Acte | None:
    lignes = suspensions_en_cours().filter(marche_id=marche_id, lot_id=lot_id)
    derniere: Acte | None = lignes.order_by("-date", "-pk").first()
    return derniere
