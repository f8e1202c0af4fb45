"""A reprise file waiting for its reconciliation to be accepted."""

import uuid

from django.db import models
from django.utils import timezone

from clauses_app.tenancy.modeles import TenantModel
from suivi_heures.enums import StatutReprise


class Reprise(TenantModel):
    identifiant = models.UUIDField(default=uuid.uuid4, editable=False)
    nom_fichier = models.CharField("fichier", max_length=150)
    contenu = models.BinaryField("contenu", null=True, blank=True)
    empreinte = models.CharField("empreinte", max_length=64)
    statut = models.CharField("statut", max_length=10, choices=StatutReprise, default=StatutReprise.DEPOSEE)
    avancement = models.PositiveSmallIntegerField("avancement", default=0)
    rapport = models.JSONField("réconciliation", default=dict, blank=True)
    fautes = models.JSONField("fautes", default=list, blank=True)
    message = models.CharField("message", max_length=500, blank=True, default="")
    deposee_a = models.DateTimeField("déposée le", default=timezone.now, editable=False)
    deposee_par = models.CharField("déposée par", max_length=200, blank=True, default="")
    gardee_a = models.DateTimeField("gardée le", null=True, blank=True)

    class Meta:
        verbose_name = "reprise"
        verbose_name_plural = "reprises"
        constraints = [models.UniqueConstraint(fields=["guichet", "identifiant"], name="reprise_identifiant_unique")]

    def __str__(self) -> str:
        return self.nom_fichier
