"""What a guichet knows of its trades, and how it rounds: dated versions, never edited."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clauses_app.reglages import ReglageDate, ReglageDateQuerySet
from clauses_app.tenancy.modeles import TenantManager, TenantModel
from marches.enums import Arrondi


class RatioSecteur(ReglageDate):
    """A version of the ratios of a trade (domaine § 2.3). The application may add and read: a slip is put
    right by another version, even at the same date; the last one written wins."""

    libelle = models.CharField("métier", max_length=120)
    part_main_oeuvre = models.DecimalField(
        "part de main-d’œuvre",
        max_digits=7,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    cout_horaire = models.DecimalField(
        "coût horaire chargé, en euros",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    cpv = models.CharField("début du code CPV", max_length=8, blank=True, default="")
    rome = models.CharField("code ROME", max_length=5, blank=True, default="")
    # words that tell the trade in the wording of a lot, for the comparison with past lots
    mots = ArrayField(models.CharField(max_length=60), verbose_name="mots du métier", default=list, blank=True)
    source = models.CharField("d’où viennent ces chiffres", max_length=300, blank=True, default="")
    est_retire = models.BooleanField("ce métier n’est plus proposé", default=False)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(ReglageDateQuerySet)()

    class Meta:
        verbose_name = "ratio de métier"
        verbose_name_plural = "ratios de métier"
        indexes = [models.Index(fields=["guichet", "code", "date_effet"], name="ratio_code_date")]

    def __str__(self) -> str:
        return f"{self.libelle} au {self.date_effet:%d/%m/%Y}"


class ReglageCalibrage(TenantModel):
    """Rounding and useful minimum of the guichet (domaine § 2.4): the last version in force wins."""

    date_effet = models.DateField("en vigueur à partir du")
    arrondi = models.CharField("arrondi", max_length=10, choices=Arrondi, default=Arrondi.INFERIEUR)
    multiple = models.PositiveSmallIntegerField("multiple, en heures", default=1)
    minimum_utile = models.DecimalField("minimum utile, en heures", max_digits=8, decimal_places=2, default=150)
    heures_mois = models.DecimalField(
        "heures par mois d’une personne à temps plein", max_digits=6, decimal_places=2, default=Decimal("151.67")
    )
    heures_etp = models.DecimalField("heures par an d’un temps plein", max_digits=7, decimal_places=2, default=1607)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "réglage du calibrage"
        verbose_name_plural = "réglages du calibrage"

    def __str__(self) -> str:
        return f"réglage du calibrage au {self.date_effet:%d/%m/%Y}"
