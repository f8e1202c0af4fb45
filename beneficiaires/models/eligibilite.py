"""Decisions of eligibility: sensitive, dated, never rewritten."""

from django.db import models
from django.utils import timezone

from beneficiaires.enums import Categorie, Decision, Prescripteur
from beneficiaires.models.beneficiaire import Beneficiaire
from clauses_app.tenancy.modeles import LienGuichet, TenantModel


class DecisionEligibilite(TenantModel):
    """A category examined for a person. External users have no right on this table at all."""

    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    categorie = models.CharField("catégorie", max_length=20, choices=Categorie)
    date_decision = models.DateField("date de la décision")
    decision = models.CharField("décision", max_length=10, choices=Decision)
    principale = models.BooleanField("catégorie principale", default=False)
    motif = models.CharField("motif", max_length=500, blank=True, default="")
    justificatif_vu_le = models.DateField("justificatif vu le", null=True, blank=True)
    prescripteur = models.CharField("orientée par", max_length=15, choices=Prescripteur, blank=True, default="")
    # a re-examination may keep the window open longer; the day is part of the decision
    prolonge_au = models.DateField("prolonge la fenêtre jusqu’au", null=True, blank=True)
    par_nom = models.CharField("décidée par", max_length=200, blank=True, default="")
    saisie_a = models.DateTimeField(default=timezone.now, editable=False)
    # a decision entered by mistake is withdrawn, never erased
    retiree_a = models.DateTimeField("retirée le", null=True, blank=True)
    motif_retrait = models.CharField("motif du retrait", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "décision d’éligibilité"
        verbose_name_plural = "décisions d’éligibilité"
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="decision_beneficiaire")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} le {self.date_decision:%d/%m/%Y}"
