"""What a missing hour or a late document costs, and the dated national amounts it refers to."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from clauses_app.interface.formats import formater_nombre
from clauses_app.reglages import ReglageDate
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.enums import AssiettePenalite, CodeParametre, ObjetPenalite, TypePenalite
from marches.models.marche import Marche


class ParametreLegal(ReglageDate):
    """A national amount as the guichet writes it, over the known ones. Only added to: of two lines of the
    same date the last written holds, and a line without amount gives the known value back."""

    code = models.CharField("valeur", max_length=16, choices=CodeParametre)
    valeur = models.DecimalField(
        "montant, en euros", max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    source = models.CharField("source", max_length=300, blank=True, default="")
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "valeur légale"
        verbose_name_plural = "valeurs légales"
        indexes = [models.Index(fields=["guichet", "code", "date_effet"], name="parametre_legal_date")]

    def __str__(self) -> str:
        return f"{self.get_code_display()} au {self.date_effet:%d/%m/%Y}"


class ReglePenaliteQuerySet(TenantQuerySet):
    def en_vigueur(self) -> ReglePenaliteQuerySet:
        return self.filter(retiree_a=None)


class ReglePenalite(TenantModel):
    """What the contract says. Never edited: it is withdrawn, and another is written."""

    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché")
    objet = models.CharField("manquement", max_length=8, choices=ObjetPenalite, default=ObjetPenalite.HEURES)
    type = models.CharField("calcul", max_length=24, choices=TypePenalite)
    assiette = models.CharField(
        "assiette",
        max_length=10,
        choices=AssiettePenalite,
        default=AssiettePenalite.FIN_MARCHE,
        db_default="FIN_MARCHE",
    )
    valeur = models.DecimalField("valeur", max_digits=12, decimal_places=4, validators=[MinValueValidator(0)])
    plafond_montant = models.DecimalField(
        "plafond, en euros", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    plafond_pct = models.DecimalField(
        "plafond, en % du montant du marché",
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    mise_en_demeure = models.BooleanField("mise en demeure préalable", default=True)
    delai_jours = models.PositiveSmallIntegerField("délai de la mise en demeure, en jours", default=15)
    exoneration_moyens = models.BooleanField("exonération si tous les moyens ont été mis en œuvre", default=True)
    article = models.CharField("article du marché", max_length=200, blank=True, default="")
    saisie_a = models.DateTimeField("saisie le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")
    retiree_a = models.DateTimeField("retirée le", null=True, blank=True)
    retiree_par = models.CharField("retirée par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(ReglePenaliteQuerySet)()

    class Meta:
        verbose_name = "règle de pénalité"
        verbose_name_plural = "règles de pénalité"
        indexes = [models.Index(fields=["guichet", "marche"], name="regle_penalite_marche")]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {formater_nombre(self.valeur)}"
