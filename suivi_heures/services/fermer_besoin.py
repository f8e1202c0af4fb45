"""Close a need with its motive, or open it again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import Besoin


@transaction.atomic
def fermer_besoin(*, besoin: Besoin, ferme: bool, motif: str = "", par: Adhesion) -> None:
    """`ferme`: what is wanted; asked twice, nothing more happens."""
    lignes = Besoin.objects.filter(pk=besoin.pk, ferme_a__isnull=ferme)
    if lignes.update(ferme_a=timezone.now() if ferme else None, motif_fermeture=motif if ferme else ""):
        journaliser(Verbe.BESOIN_ENREGISTRE, besoin, par=par, marche_id=besoin.marche_id, ferme=ferme, motif=motif)
