"""Keep a list with its filters under a name."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import Liste
from suivi_heures.models import VueEnregistree


@transaction.atomic
def enregistrer_vue(
    *, liste: Liste, nom: str, filtres: str, partagee: bool, par_defaut: bool, par: Adhesion
) -> VueEnregistree:
    """The same name again replaces one's own view; one default a list and a member."""
    siennes = VueEnregistree.objects.filter(liste=liste, adhesion_id=par.pk)
    if par_defaut:
        siennes.update(par_defaut=False)
    vue: VueEnregistree
    vue, _ = VueEnregistree.objects.update_or_create(
        liste=liste,
        adhesion_id=par.pk,
        nom=nom,
        defaults={
            "filtres": filtres,
            "partagee": partagee,
            "par_defaut": par_defaut,
            "par_nom": str(par),
            "enregistree_a": timezone.now(),
        },
    )
    return vue
