"""A sizing and what followed from it: kept whole, replayable, never rewritten."""

from __future__ import annotations

from django.db import models

from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.enums import MethodeCalibrage
from marches.models.engagement import EngagementHeures
from marches.models.marche import Lot
from marches.models.projet import LotProjet


class Calibrage(TenantModel):
    """One version of the sizing of a lot. Inputs, settings and version of the formulas are kept with the
    result; the last version of a lot is the one that holds."""

    lot_projet = LienGuichet(LotProjet, verbose_name="lot du projet")
    rang = models.PositiveIntegerField("version")
    methode = models.CharField("méthode", max_length=18, choices=MethodeCalibrage)
    formule = models.PositiveSmallIntegerField("version des formules")
    # {"montant": "1000000", …}: as typed or as read in the ratios
    entrees = models.JSONField("entrées")
    # {"arrondi": …, "multiple": …, "minimum_utile": …, "ratio": {"code", "libelle", "version"}}
    reglages = models.JSONField("réglages")
    brut = models.DecimalField("heures avant arrondi", max_digits=12, decimal_places=2)
    heures = models.DecimalField("heures", max_digits=10, decimal_places=2)
    note = models.CharField("note", max_length=500, blank=True, default="")
    fait_a = models.DateTimeField("fait le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "calibrage"
        verbose_name_plural = "calibrages"
        constraints = [models.UniqueConstraint(fields=["guichet", "lot_projet", "rang"], name="calibrage_rang_unique")]

    def __str__(self) -> str:
        return f"{formater_heures(self.heures)}, version {self.rang}"


class ObjectifGlissant(TenantModel):
    """An objective that follows a base: hours worked × rate, or euros invoiced beyond a trigger. Terms are
    never edited: other terms are another row, and the last one of the lot holds."""

    lot = LienGuichet(Lot, on_delete=models.CASCADE)
    methode = models.CharField("méthode", max_length=18, choices=MethodeCalibrage)
    entrees = models.JSONField("termes")
    reglages = models.JSONField("réglages")
    formule = models.PositiveSmallIntegerField("version des formules")
    fait_a = models.DateTimeField("fait le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "objectif glissant"
        verbose_name_plural = "objectifs glissants"
        indexes = [models.Index(fields=["guichet", "lot"], name="objectif_glissant_lot")]

    def __str__(self) -> str:
        return f"objectif glissant du lot {self.lot_id}"


class DeclarationAssiette(TenantModel):
    """A cumulative base declared at a date, the objective it gives, and the line of hours due it wrote."""

    objectif = LienGuichet(ObjectifGlissant, on_delete=models.CASCADE)
    lot = LienGuichet(Lot, on_delete=models.CASCADE)
    date = models.DateField("arrêté au")
    cumul = models.DecimalField("cumul déclaré", max_digits=14, decimal_places=2)
    reste = models.DecimalField("reste estimé jusqu’à la fin", max_digits=14, decimal_places=2, default=0)
    heures = models.DecimalField("objectif qui en résulte", max_digits=10, decimal_places=2)
    ecart = models.DecimalField("heures ajoutées ou retirées", max_digits=10, decimal_places=2)
    engagement = LienGuichet(EngagementHeures, verbose_name="ligne d’heures dues", null=True, blank=True)
    source = models.CharField("pièce", max_length=300, blank=True, default="")
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "déclaration d’assiette"
        verbose_name_plural = "déclarations d’assiette"
        indexes = [models.Index(fields=["guichet", "lot", "date"], name="assiette_lot_date")]

    def __str__(self) -> str:
        return f"assiette au {self.date:%d/%m/%Y}"
