"""Outputs of a year as they were produced, and who pays for the follow-up."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import MaitreOuvrage
from suivi_heures.enums import GenreSortie, TypeFinanceur
from suivi_heures.models.bilan import Bilan


class Restitution(TenantModel):
    """Figures frozen at the end of a closed quarter; a closing done again gives a new revision, this one stays.

    `publies`: the boxes of people it shows, so that no later output can be subtracted from it.
    """

    identifiant = models.UUIDField(default=uuid.uuid4, editable=False)
    genre = models.CharField("genre", max_length=12, choices=GenreSortie)
    annee = models.PositiveSmallIntegerField("année")
    trimestre = models.PositiveSmallIntegerField("arrêtée à la fin du trimestre")
    revision = models.PositiveSmallIntegerField("révision", default=0)
    donnees = models.JSONField("chiffres figés", default=dict)
    publies = models.JSONField("effectifs montrés", default=list)
    empreinte = models.CharField("empreinte", max_length=64)
    produite_a = models.DateTimeField("produite le", default=timezone.now, editable=False)
    produite_par = models.CharField("produite par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "restitution"
        verbose_name_plural = "restitutions"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "genre", "annee", "trimestre", "revision"], name="restitution_revision_unique"
            ),
            models.UniqueConstraint(fields=["guichet", "identifiant"], name="restitution_identifiant_unique"),
            models.CheckConstraint(name="restitution_trimestre", condition=Q(trimestre__gte=1, trimestre__lte=4)),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.annee}, T{self.trimestre}"


class FinancementQuerySet(TenantQuerySet):
    def en_vigueur(self, annee: int) -> FinancementQuerySet:
        """Conventions that cover some of this year."""
        return self.filter(retire_a=None, annee_debut__lte=annee).filter(Q(annee_fin=None) | Q(annee_fin__gte=annee))


class Financement(TenantModel):
    """A convention: a funder pays a share of the follow-up, of everything or of one buyer’s contracts."""

    nom = models.CharField("financeur", max_length=150)
    type = models.CharField("type", max_length=12, choices=TypeFinanceur)
    part_pct = models.DecimalField(
        "part du poste, en %",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    maitre_ouvrage = LienGuichet(MaitreOuvrage, null=True, blank=True, verbose_name="marchés de l’acheteur")
    annee_debut = models.PositiveSmallIntegerField("à partir de l’année")
    annee_fin = models.PositiveSmallIntegerField("jusqu’à l’année", null=True, blank=True)
    inscrit_par = models.CharField("inscrit par", max_length=200, blank=True, default="")
    retire_a = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.CharField("retiré par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(FinancementQuerySet)()

    class Meta:
        verbose_name = "financement"
        verbose_name_plural = "financements"
        constraints = [
            models.CheckConstraint(name="financement_part", condition=Q(part_pct__gte=0, part_pct__lte=100)),
            models.CheckConstraint(
                name="financement_annees", condition=Q(annee_fin=None) | Q(annee_fin__gte=models.F("annee_debut"))
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class AbonnementRapport(TenantModel):
    """A member who reads published reports and wants to be told: by mail, with a link, never the file."""

    adhesion_id = models.BigIntegerField()
    ouvert_a = models.DateTimeField("ouvert le", default=timezone.now, editable=False)
    ferme_a = models.DateTimeField("fermé le", null=True, blank=True)

    class Meta:
        verbose_name = "abonnement aux publications"
        verbose_name_plural = "abonnements aux publications"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "adhesion_id"], condition=Q(ferme_a=None), name="abonnement_rapport_ouvert_une_fois"
            )
        ]

    def __str__(self) -> str:
        return f"abonnement du {self.ouvert_a:%d/%m/%Y}"


class AvisPublication(TenantModel):
    """A mail about a published report, taken before it is sent."""

    abonnement = LienGuichet(AbonnementRapport)
    bilan = LienGuichet(Bilan)
    pris_a = models.DateTimeField("pris le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "avis de publication"
        verbose_name_plural = "avis de publication"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "abonnement", "bilan"], name="avis_publication_une_fois")
        ]

    def __str__(self) -> str:
        return f"avis du {self.pris_a:%d/%m/%Y}"
