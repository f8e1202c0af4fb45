"""How severe each control is in a guichet, and what was accepted in spite of one."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from beneficiaires.enums import ControleContrat
from beneficiaires.models import ContratTravail
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from suivi_heures.enums import CodeAnomalie, Nature, Severite


class SeveriteControle(TenantModel):
    """Only added to: the last line of a control holds, the former ones are its history."""

    code = models.CharField("contrôle", max_length=30, choices=[*CodeAnomalie.choices, *ControleContrat.choices])
    severite = models.CharField("sévérité", max_length=10, choices=Severite)
    saisi_a = models.DateTimeField("réglé le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "sévérité d’un contrôle"
        verbose_name_plural = "sévérités des contrôles"

    def __str__(self) -> str:
        return f"{self.get_code_display()} : {self.get_severite_display()}"


class AvertissementAccepte(TenantModel):
    """Hours kept although a control warned: why, and who said so. Never changed."""

    contrat = LienGuichet(ContratTravail, on_delete=models.CASCADE)
    mois = models.DateField("mois (premier jour)")
    nature = models.CharField("nature", max_length=24, choices=Nature, default=Nature.TRAVAIL)
    code = models.CharField("contrôle", max_length=30, choices=CodeAnomalie)
    motif = models.CharField("motif", max_length=500)
    accepte_a = models.DateTimeField("accepté le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "avertissement accepté"
        verbose_name_plural = "avertissements acceptés"
        indexes = [models.Index(fields=["guichet", "contrat", "mois"], name="avertissement_contrat_mois")]

    def __str__(self) -> str:
        return f"{self.get_code_display()} : {self.motif}"
