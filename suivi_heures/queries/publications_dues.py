"""Whether a subscription awaits a mail: asked of every guichet, far more often than one is due."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from suivi_heures.models import AbonnementRapport, AvisPublication, Bilan


def reste_a_annoncer() -> bool:
    """One query."""
    dit = AvisPublication.objects.filter(abonnement=OuterRef(OuterRef("pk")), bilan=OuterRef("pk"))
    du = Bilan.objects.prets().filter(publie_a__gt=OuterRef("ouvert_a"), retire_a=None).exclude(Exists(dit))
    return bool(AbonnementRapport.objects.filter(Exists(du), ferme_a=None).exists())
