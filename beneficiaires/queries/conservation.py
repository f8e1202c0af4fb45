"""Files kept longer than the guichet said it would: the last contract ended too long ago."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from beneficiaires.models import Beneficiaire, ContratTravail, DecisionEligibilite
from beneficiaires.queries.anciennete import ajouter_mois
from beneficiaires.queries.demandes import lire_reglage


def dossiers_echus(*, au: datetime.date) -> Any:
    """People with `dernier_jour`: the last day of work, or of decision for who never worked. A contract without end
    is never over."""
    seuil = ajouter_mois(au, -lire_reglage().conservation_mois)
    siens = ContratTravail.objects.filter(beneficiaire=OuterRef("pk")).values("beneficiaire")
    decisions = DecisionEligibilite.objects.filter(beneficiaire=OuterRef("pk")).values("beneficiaire")
    sans_fin = ContratTravail.objects.filter(beneficiaire=OuterRef("pk"), date_fin=None)
    dernier = Coalesce(
        Subquery(siens.annotate(fin=Max("date_fin")).values("fin")),
        Subquery(decisions.annotate(fin=Max("date_decision")).values("fin")),
    )
    return (
        Beneficiaire.objects.actifs()
        .filter(~Exists(sans_fin), anonymise_le=None)
        .annotate(dernier_jour=dernier)
        .filter(dernier_jour__lt=seuil)
        .order_by("dernier_jour", "pk")
    )


def est_due(personne: Beneficiaire, *, au: datetime.date) -> bool:
    return bool(dossiers_echus(au=au).filter(pk=personne.pk).exists())
