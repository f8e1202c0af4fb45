"""Quarterly reports as they were signed: figures and bytes, frozen."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import MaitreOuvrage
from suivi_heures.enums import StatutBilan


class BilanQuerySet(TenantQuerySet):
    def visibles_par(self, adhesion: Any) -> "BilanQuerySet":
        """A buyer sees what was published to it, nobody else outside sees any (the database says the same)."""
        if adhesion.est_interne:
            return self
        return self.prets().filter(publie_a__isnull=False, maitre_ouvrage_id=adhesion.maitre_ouvrage_id)

    def prets(self) -> "BilanQuerySet":
        return self.filter(statut=StatutBilan.PRET)


class Bilan(TenantModel):
    """A produced report is never rewritten: the next one is a new revision that lists what changed."""

    identifiant = models.UUIDField(default=uuid.uuid4, editable=False)
    maitre_ouvrage = LienGuichet(MaitreOuvrage, verbose_name="maître d’ouvrage")
    annee = models.PositiveSmallIntegerField("année")
    trimestre = models.PositiveSmallIntegerField("trimestre")
    revision = models.PositiveSmallIntegerField("révision", default=0)
    statut = models.CharField("statut", max_length=10, choices=StatutBilan, default=StatutBilan.DEMANDE)
    avancement = models.PositiveSmallIntegerField("avancement", default=0)
    etape = models.CharField("étape", max_length=120, blank=True, default="")
    message = models.CharField("message", max_length=500, blank=True, default="")
    donnees = models.JSONField("chiffres figés", default=dict, blank=True)
    empreinte = models.CharField("empreinte", max_length=64, blank=True, default="")
    demande_a = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    demande_par = models.CharField("demandé par", max_length=200, blank=True, default="")
    produit_a = models.DateTimeField("produit le", null=True, blank=True)
    publie_a = models.DateTimeField("publié le", null=True, blank=True)
    publie_par = models.CharField("publié par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(BilanQuerySet)()

    class Meta:
        verbose_name = "bilan"
        verbose_name_plural = "bilans"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "maitre_ouvrage", "annee", "trimestre", "revision"],
                name="bilan_revision_unique",
            ),
            models.UniqueConstraint(fields=["guichet", "identifiant"], name="bilan_identifiant_unique"),
            models.CheckConstraint(name="bilan_trimestre", condition=models.Q(trimestre__gte=1, trimestre__lte=4)),
        ]

    def __str__(self) -> str:
        return f"rapport T{self.trimestre} {self.annee}"


class FichierBilan(TenantModel):
    """The PDF, apart from the row that lists show."""

    bilan = LienGuichet(Bilan, on_delete=models.CASCADE)
    contenu = models.BinaryField("contenu")

    class Meta:
        verbose_name = "fichier de bilan"
        verbose_name_plural = "fichiers de bilan"
        constraints = [models.UniqueConstraint(fields=["guichet", "bilan"], name="fichier_bilan_unique")]

    def __str__(self) -> str:
        return f"fichier du bilan {self.bilan_id}"
