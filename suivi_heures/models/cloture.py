"""Closed quarters: what was known on the day of the closing, lot by lot, frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Lot


def _heures(libelle: str) -> models.DecimalField:
    return models.DecimalField(libelle, max_digits=12, decimal_places=2)


class ClotureQuerySet(TenantQuerySet):
    def en_vigueur(self) -> ClotureQuerySet:
        return self.filter(rouverte_a=None)


class Cloture(TenantModel):
    """A quarter of the guichet, closed. Reopened = marked so, with a reason; closing again is a new row.

    The database refuses any other change (trigger `cloture_figee`).
    """

    annee = models.PositiveSmallIntegerField("année")
    trimestre = models.PositiveSmallIntegerField("trimestre")
    faite_a = models.DateTimeField("close le", default=timezone.now, editable=False)
    faite_par = models.CharField("close par", max_length=200, blank=True, default="")
    rouverte_a = models.DateTimeField("rouverte le", null=True, blank=True)
    rouverte_par = models.CharField("rouverte par", max_length=200, blank=True, default="")
    motif_reouverture = models.CharField("motif de la réouverture", max_length=500, blank=True, default="")

    objects = TenantManager.from_queryset(ClotureQuerySet)()

    class Meta:
        verbose_name = "clôture"
        verbose_name_plural = "clôtures"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "annee", "trimestre"], condition=Q(rouverte_a=None), name="cloture_en_vigueur"
            ),
            models.CheckConstraint(name="cloture_trimestre", condition=Q(trimestre__gte=1, trimestre__lte=4)),
            models.CheckConstraint(
                name="cloture_rouverte_avec_motif", condition=Q(rouverte_a=None) | ~Q(motif_reouverture="")
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.trimestre} {self.annee}"


class ChiffreClos(TenantModel):
    """A lot at the end of a closed quarter: totals since its start, and what the quarter itself brought.

    Added with the closing, never changed nor removed (trigger `chiffre_clos_fige`).
    """

    cloture = LienGuichet(Cloture)
    lot = LienGuichet(Lot)
    due = _heures("dues")
    declarees = _heures("déclarées")
    en_attente = _heures("en attente")
    refusees = _heures("refusées")
    retenues = _heures("retenues")
    valorisees = _heures("valorisées")
    exclues = _heures("exclues")
    motifs = models.JSONField("exclues, par motif", default=dict)
    declarees_trimestre = _heures("déclarées au trimestre")
    valorisees_trimestre = _heures("valorisées au trimestre")
    attendues = models.PositiveIntegerField("déclarations attendues")
    recues = models.PositiveIntegerField("déclarations reçues")
    attendues_trimestre = models.PositiveIntegerField("déclarations attendues au trimestre")
    recues_trimestre = models.PositiveIntegerField("déclarations reçues au trimestre")

    class Meta:
        verbose_name = "chiffre clos"
        verbose_name_plural = "chiffres clos"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "cloture", "lot"], name="chiffre_clos_unique"),
            models.CheckConstraint(
                name="chiffre_clos_rien_ne_se_perd",
                condition=Q(declarees=F("en_attente") + F("refusees") + F("retenues") + F("exclues")),
            ),
        ]

    def __str__(self) -> str:
        return f"lot {self.lot_id}, clôture {self.cloture_id}"
