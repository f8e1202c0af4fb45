"""Write a meeting or a deadline in the calendar, or change it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import RendezVous


class RendezVousChange(ValueError):
    """Somebody saved it meanwhile: the sentence says what it became."""


@transaction.atomic
def inscrire_rendez_vous(
    *, rendez_vous: RendezVous, par: Adhesion, vu_a: datetime.datetime | None = None
) -> RendezVous:
    """`vu_a`: state its author had under the eyes."""
    nouveau = rendez_vous.pk is None
    if not nouveau:
        actuel = RendezVous.objects.select_for_update(of=("self",)).get(pk=rendez_vous.pk)
        if vu_a is None or actuel.modifie_a != vu_a:
            heure = f" à {actuel.heure:%H:%M}" if actuel.heure else ""
            raise RendezVousChange(
                f"{actuel.par_nom} l’a modifié entre-temps\u00a0: «\u00a0{actuel.objet}\u00a0»,"
                f" le {actuel.jour:%d/%m/%Y}{heure}. "
                "Votre saisie est gardée ci-dessous\u00a0: enregistrez de nouveau pour la retenir."
            )
    rendez_vous.par_nom, rendez_vous.modifie_a = str(par), timezone.now()
    rendez_vous.save()
    verbe = Verbe.RENDEZ_VOUS_PRIS if nouveau else Verbe.RENDEZ_VOUS_CHANGE
    journaliser(verbe, rendez_vous, par=par, marche_id=rendez_vous.marche_id, jour=rendez_vous.jour)
    return rendez_vous
