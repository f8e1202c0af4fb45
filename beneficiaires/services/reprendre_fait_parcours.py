"""Take back a fact of somebody's path, or put it back."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaires.models import Diagnostic, Frein, Situation, Sortie
from beneficiaires.services.ecrire_au_parcours import DEJA, Fait, FaitRefuse
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe


@transaction.atomic
def reprendre_fait_parcours(*, fait: Fait, repris: bool, par: Any) -> None:
    """`repris`: what is wanted; asked twice, nothing more happens. An exit taken back takes its situations,
    a diagnosis its barriers."""
    modele = type(fait)
    quand = timezone.now() if repris else None
    try:
        with transaction.atomic():
            changes = modele.objects.filter(pk=fait.pk, annule_a__isnull=repris).update(annule_a=quand)
    except IntegrityError as refus:
        raise FaitRefuse(DEJA.get(modele, "Un autre fait a pris sa place.")) from refus
    if not changes:
        return
    if modele is Sortie:
        Situation.objects.filter(sortie=fait.pk, annule_a__isnull=repris).update(annule_a=quand)
    if modele is Diagnostic:
        Frein.objects.filter(diagnostic=fait.pk, annule_a__isnull=repris).update(annule_a=quand)
    personne = fait.beneficiaire
    verbe = Verbe.PARCOURS_REPRIS if repris else Verbe.PARCOURS_ECRIT
    journaliser(verbe, personne, par=par, libelle=f"bénéficiaire {personne.ref}")
