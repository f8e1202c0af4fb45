"""Imports of published contracts whose task was lost, to be sent to a worker again."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from marches.enums import StatutImport
from marches.models import ImportDecp
from marches.models.marche_decp import EN_TRAVAIL

PERDU_APRES = datetime.timedelta(minutes=10)  # longer than any task may run
ABANDONNE_APRES = datetime.timedelta(hours=1)
TROP_LONG = "La lecture de ce fichier n’a pas abouti en une heure\u202f; déposez-le de nouveau."


@transaction.atomic
def relancer_imports_decp() -> list[int]:
    """Identifiers to send again (reading twice changes nothing); after an hour the person is told."""
    maintenant = timezone.now()
    perdus = (
        ImportDecp.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(statut__in=EN_TRAVAIL, depose_a__lt=maintenant - PERDU_APRES)
        .order_by("pk")
    )
    anciennete = dict(perdus.values_list("pk", "depose_a"))
    abandonnes = [pk for pk, depose_a in anciennete.items() if depose_a < maintenant - ABANDONNE_APRES]
    ImportDecp.objects.filter(pk__in=abandonnes).update(statut=StatutImport.ECHEC, message=TROP_LONG, contenu=None)
    return [pk for pk in anciennete if pk not in abandonnes]
