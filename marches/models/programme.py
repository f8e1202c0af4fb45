"""Programmes with a rule of their own (ANRU, SGP…): shares of hours per kind of service, dated."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from clauses_app.tenancy.modeles import TenantManager, TenantModel, TenantQuerySet
from marches.enums import NaturePrestation


class ProgrammeQuerySet(TenantQuerySet):
    def proposes(self) -> ProgrammeQuerySet:
        """Those a new contract may follow."""
        liste: ProgrammeQuerySet = self.filter(est_actif=True).order_by("libelle", "-date_effet")
        return liste


def _taux(nom: str) -> models.DecimalField[Decimal | None, Decimal | None]:
    bornes = [MinValueValidator(0), MaxValueValidator(100)]
    return models.DecimalField(nom, max_digits=5, decimal_places=2, null=True, blank=True, validators=bornes)


class Programme(TenantModel):
    """`code` names the programme; each date of effect is a version (SGP: 5 %, then 10 % in 2020)."""

    code = models.CharField("code", max_length=24)
    libelle = models.CharField("libellé", max_length=200)
    date_effet = models.DateField("en vigueur à partir du")
    taux_travaux = _taux("taux pour les travaux, en %")
    taux_ingenierie = _taux("taux pour l’ingénierie, en %")
    taux_gestion_urbaine = _taux("taux pour la gestion urbaine de proximité, en %")
    taux_services = _taux("taux pour les fournitures et services, en %")
    # NULL = every category
    publics = ArrayField(models.CharField(max_length=20), verbose_name="publics visés", null=True, blank=True)
    cible = models.CharField("cible de public", max_length=300, blank=True, default="")
    indicateurs = models.CharField("indicateurs attendus", max_length=500, blank=True, default="")
    est_actif = models.BooleanField("proposé aux nouveaux marchés", default=True)
    modifie_a = models.DateTimeField("modifié le", auto_now=True, db_default=Now())

    objects = TenantManager.from_queryset(ProgrammeQuerySet)()

    class Meta:
        verbose_name = "programme"
        verbose_name_plural = "programmes"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "code", "date_effet"], name="programme_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.libelle}, depuis {self.date_effet:%Y}"

    @property
    def taux(self) -> dict[str, Decimal]:
        """Rates that are set, by kind of service."""
        lus = {nature: getattr(self, f"taux_{nature.lower()}") for nature in NaturePrestation.values}
        return {nature: taux for nature, taux in lus.items() if taux is not None}
