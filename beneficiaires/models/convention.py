"""Conventions with the partners who pay: who, for whom, how long, how much, and objectives in figures."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaires.enums import Categorie, IndicateurConvention
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet


class Convention(TenantModel):
    """What is done for it is never typed here: it is read in the actions that carry its name."""

    nom = models.CharField("nom", max_length=200)
    partenaires = models.CharField("partenaires", max_length=300)
    secteurs = models.CharField("secteurs", max_length=200, blank=True, default="")
    publics = ArrayField(
        models.CharField(max_length=20, choices=Categorie), verbose_name="publics visés", default=list, blank=True
    )
    date_debut = models.DateField("début")
    date_fin = models.DateField("fin")
    budget = models.DecimalField(
        "budget, en euros",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        constraints = [
            models.CheckConstraint(name="convention_dates", condition=Q(date_fin__gte=F("date_debut"))),
            models.CheckConstraint(name="convention_budget", condition=Q(budget__isnull=True) | Q(budget__gte=0)),
        ]
        indexes = [models.Index(fields=["guichet", "-date_fin"], name="convention_fin")]

    def __str__(self) -> str:
        return self.nom


class ObjectifConventionQuerySet(TenantQuerySet):
    def tenus(self) -> ObjectifConventionQuerySet:
        return self.filter(retire_a=None)


class ObjectifConvention(TenantModel):
    """A figure to reach, each year or over the whole convention. Withdrawn, it can come back."""

    convention = LienGuichet(Convention, on_delete=models.CASCADE)
    indicateur = models.CharField("indicateur", max_length=20, choices=IndicateurConvention)
    cible = models.PositiveIntegerField("à atteindre", validators=[MinValueValidator(1), MaxValueValidator(1_000_000)])
    par_an = models.BooleanField("chaque année", default=True)
    retire_a = models.DateTimeField("retiré le", null=True, blank=True, editable=False)
    saisi_a = models.DateTimeField("saisi le", default=timezone.now, editable=False)

    objects = TenantManager.from_queryset(ObjectifConventionQuerySet)()

    class Meta:
        verbose_name = "objectif de convention"
        verbose_name_plural = "objectifs de convention"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "convention", "indicateur"],
                name="objectif_convention_unique",
                condition=Q(retire_a__isnull=True),
            ),
            models.CheckConstraint(
                name="objectif_convention_taux",
                condition=~Q(indicateur__in=["RETOUR_EMPLOI", "SORTIE_RSA"]) | Q(cible__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicateur_display()}, {self.cible}"
