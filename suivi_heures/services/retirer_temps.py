"""Take back time noted by mistake, or put it back."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import TempsPasse
from suivi_heures.services.noter_temps import TempsRefuse


@transaction.atomic
def retirer_temps(*, temps: TempsPasse, retire: bool, par: Adhesion) -> None:
    """`retire`: what is wanted; asked twice, nothing more happens."""
    lignes = TempsPasse.objects.filter(pk=temps.pk, retire_a__isnull=retire)
    try:
        with transaction.atomic():
            change = lignes.update(retire_a=timezone.now() if retire else None)
    except IntegrityError:
        raise TempsRefuse("Cette proposition a été gardée de nouveau entre-temps\u00a0: rien à rétablir.") from None
    if change:
        verbe = Verbe.TEMPS_RETIRE if retire else Verbe.TEMPS_RETABLI
        journaliser(verbe, temps.poste, par=par, jour=temps.jour, minutes=temps.minutes)
