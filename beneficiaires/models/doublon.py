"""Two files that look like one person, what was decided of them, and the merges."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaires.enums import StatutDoublon
from beneficiaires.models.beneficiaire import Beneficiaire
from clauses_app.tenancy.modeles import LienGuichet, TenantModel


class DoublonProbable(TenantModel):
    """A pair proposed once, with its reasons; « ce sont deux personnes » is remembered."""

    premiere = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    seconde = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    score = models.PositiveSmallIntegerField("ressemblance sur 100")
    raisons = ArrayField(models.CharField(max_length=200), verbose_name="raisons", default=list)
    statut = models.CharField("statut", max_length=10, choices=StatutDoublon, default=StatutDoublon.A_VOIR)
    trouve_a = models.DateTimeField(default=timezone.now, editable=False)
    decide_a = models.DateTimeField(null=True, blank=True)
    decide_par = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "doublon probable"
        verbose_name_plural = "doublons probables"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "premiere", "seconde"], name="doublon_paire_unique"),
            models.CheckConstraint(name="doublon_ordre", condition=Q(premiere__lt=F("seconde"))),
        ]
        indexes = [models.Index(fields=["guichet", "statut"], name="doublon_statut")]

    def __str__(self) -> str:
        return f"{self.premiere_id} et {self.seconde_id}"


class Fusion(TenantModel):
    """One file absorbed by another; `faits` says exactly what moved, so that it can be moved back."""

    gardee = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    absorbee = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    faits = models.JSONField(default=dict)
    faite_a = models.DateTimeField(default=timezone.now, editable=False)
    faite_par = models.CharField(max_length=200, blank=True, default="")
    defaite_a = models.DateTimeField(null=True, blank=True)
    defaite_par = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "fusion"
        verbose_name_plural = "fusions"
        indexes = [models.Index(fields=["guichet", "gardee"], name="fusion_gardee")]

    def __str__(self) -> str:
        return f"{self.absorbee_id} dans {self.gardee_id}"


class VigilanceLevee(TenantModel):
    """A warning about contracts that somebody looked at and explained; taking it back shows it again."""

    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    cle = models.CharField(max_length=120)
    motif = models.CharField("motif", max_length=300)
    par_nom = models.CharField(max_length=200, blank=True, default="")
    levee_a = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "vigilance levée"
        verbose_name_plural = "vigilances levées"
        constraints = [models.UniqueConstraint(fields=["guichet", "cle"], name="vigilance_levee_unique")]

    def __str__(self) -> str:
        return self.cle
