"""Which mails are due to subscribers, each taken once before it is sent (ADR 0018)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion
from suivi_heures.models import AbonnementRapport, AvisPublication, Bilan


@dataclass(frozen=True, slots=True)
class Annonce:
    courriel: str
    nom: str
    periode: str
    identifiant: UUID


@transaction.atomic
def annoncer_publications() -> list[Annonce]:
    """Reports published since the subscription, to members who still speak for the buyer. The row is the claim: a mail
    interrupted is not sent twice."""
    ouverts = list(AbonnementRapport.objects.select_for_update(of=("self",)).filter(ferme_a=None))
    membres = {
        a.pk: a
        for a in Adhesion.objects.filter(pk__in=[un.adhesion_id for un in ouverts], est_active=True, role=Role.ACHETEUR)
    }
    annonces = []
    for abonnement in ouverts:
        membre = membres.get(abonnement.adhesion_id)
        if membre is None:
            continue
        deja = AvisPublication.objects.filter(abonnement=abonnement).values_list("bilan_id", flat=True)
        dus = Bilan.objects.prets().filter(
            maitre_ouvrage_id=membre.maitre_ouvrage_id, publie_a__gt=abonnement.ouvert_a, retire_a=None
        )
        for bilan in dus.exclude(pk__in=deja).defer("donnees").order_by("publie_a"):
            AvisPublication.objects.create(abonnement=abonnement, bilan=bilan)
            periode = f"T{bilan.trimestre} {bilan.annee}"
            annonces.append(Annonce(membre.courriel, membre.nom_affiche, periode, bilan.identifiant))
    return annonces
