"""Keep time spent: a few touches, or what the product proposed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Sum

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from clauses_app.interface.formats import formater_date
from suivi_heures.models import Poste, TempsPasse

JOURNEE = 12 * 60


@dataclass(frozen=True)
class Temps:
    jour: datetime.date
    activite: str
    minutes: int
    precision: str = ""
    source: str = ""


class TempsRefuse(ValueError):
    """Nothing was written; the sentence says why."""


@transaction.atomic
def noter_temps(*, poste: Poste, temps: Iterable[Temps], par: Adhesion) -> int:
    """A proposal kept twice is kept once. Twelve hours a day at most."""
    Poste.objects.select_for_update(of=("self",)).get(pk=poste.pk)
    notes = 0
    for t in temps:
        if not poste.date_debut <= t.jour <= poste.date_fin:
            raise TempsRefuse(f"Le {formater_date(t.jour)} n’est pas dans la période du poste.")
        du_jour = TempsPasse.objects.tenus().filter(poste=poste, jour=t.jour)
        if (du_jour.aggregate(total=Sum("minutes"))["total"] or 0) + t.minutes > JOURNEE:
            raise TempsRefuse(f"Le {formater_date(t.jour)} dépasserait douze heures\u00a0: vérifiez ce qui est noté.")
        try:
            with transaction.atomic():
                TempsPasse.objects.create(
                    poste=poste,
                    jour=t.jour,
                    activite=t.activite,
                    minutes=t.minutes,
                    precision=t.precision[:200],
                    source=t.source,
                    par_nom=str(par),
                )
        except IntegrityError:
            continue
        notes += 1
    if notes:
        journaliser(Verbe.TEMPS_NOTE, poste, par=par, lignes=notes)
    return notes
