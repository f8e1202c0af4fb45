"""Who came while receiving the RSA, and what is known of it since. Facts only: an engagement, a decision, a word."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from beneficiaires.enums import Categorie, Decision
from beneficiaires.models import DecisionEligibilite, Engagement, SituationRsa


@dataclass(frozen=True)
class SuiviRsa:
    """`dites`: person → still a recipient, at her last word; absent when nobody asked."""

    allocataires: frozenset[int]
    dites: dict[int, bool]


def lire_rsa(personnes: Collection[int], *, au: datetime.date) -> SuiviRsa:
    """A recipient signed a reciprocal engagement, or was accepted as one. Three queries."""
    engagees = Engagement.objects.retenus().filter(beneficiaire__in=personnes, signe_le__lte=au)
    decidees = DecisionEligibilite.objects.filter(
        beneficiaire__in=personnes, categorie=Categorie.B_RSA, decision=Decision.ACCEPTEE, retiree_a=None
    )
    dites = SituationRsa.objects.retenus().filter(beneficiaire__in=personnes, le__lte=au).order_by("le", "pk")
    return SuiviRsa(
        frozenset(engagees.values_list("beneficiaire_id", flat=True))
        | frozenset(decidees.values_list("beneficiaire_id", flat=True)),
        dict(dites.values_list("beneficiaire_id", "allocataire")),
    )
