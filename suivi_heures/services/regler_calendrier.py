"""Set when declarations are expected and reminders leave: for the guichet, or for one contract."""

from __future__ import annotations

from typing import Any

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from marches.models import Marche
from suivi_heures.models import CalendrierRelance


def regler_calendrier(*, marche: Marche | None = None, valeurs: dict[str, Any] | None, par: Adhesion) -> None:
    """`valeurs` None gives the contract back to the calendar of the guichet."""
    ligne = CalendrierRelance(marche=marche, par_nom=str(par), **(valeurs if valeurs is not None else {"rythme": ""}))
    ligne.save()
    journaliser(
        Verbe.RELANCE_REGLEE,
        marche,
        par=par,
        marche_id=marche.pk if marche else None,
        libelle="" if marche else "tout le guichet",
        **(valeurs or {"calendrier": "celui du guichet"}),
    )
