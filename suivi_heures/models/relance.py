"""Reminders: their calendar, each one sent, and the pauses."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise, Marche
from suivi_heures.enums import Palier, Rythme, StatutRelance
from suivi_heures.models.courrier import Courrier

JOURS = [MinValueValidator(1), MaxValueValidator(365)]


class CalendrierRelance(TenantModel):
    """When declarations are expected and reminders leave: of the guichet (no contract) or of one contract.
    Only added to: the last line holds, the former ones are its history."""

    marche = LienGuichet(Marche, null=True, blank=True, on_delete=models.CASCADE, verbose_name="marché")
    rythme = models.CharField("déclarations", max_length=12, choices=Rythme, default=Rythme.MENSUEL)
    delai_jours = models.PositiveSmallIntegerField("jours pour déclarer", default=10, validators=JOURS)
    r1_jours = models.PositiveSmallIntegerField("première relance, jours après l’échéance", default=5, validators=JOURS)
    r2_jours = models.PositiveSmallIntegerField("deuxième relance", default=15, validators=JOURS)
    r3_jours = models.PositiveSmallIntegerField("appel et copie à l’acheteur", default=30, validators=JOURS)
    r4_jours = models.PositiveSmallIntegerField("demande de mise en demeure", default=45, validators=JOURS)
    ecart_jours = models.PositiveSmallIntegerField(
        "jours au moins entre deux courriels à la même entreprise", default=5, validators=JOURS
    )
    automatique = models.BooleanField("envoyer les deux premières relances sans demander", default=True)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "calendrier de relance"
        verbose_name_plural = "calendriers de relance"
        indexes = [models.Index(fields=["guichet", "marche"], name="calendrier_relance_marche")]

    def __str__(self) -> str:
        return f"{self.get_rythme_display()}, sous {self.delai_jours} jours"


class Relance(TenantModel):
    """One reminder to one company. Two unique keys: a step is done once for a month, and a company is
    written to once a day, whoever asks. `rang` 2 = the second contact, after the first address failed."""

    identifiant = models.UUIDField(default=uuid.uuid4, editable=False)
    entreprise = LienGuichet(Entreprise)
    mois = models.DateField("plus ancien mois attendu")
    palier = models.CharField("étape", max_length=6, choices=Palier)
    rang = models.PositiveSmallIntegerField("contact", default=1)
    jour = models.DateField("jour")
    mois_attendus = ArrayField(models.DateField(), verbose_name="mois attendus", default=list)
    marches = ArrayField(models.BigIntegerField(), verbose_name="marchés", default=list)
    contact_nom = models.CharField("contact", max_length=200, blank=True, default="")
    courriel = models.EmailField("adresse", blank=True, default="")
    courrier = LienGuichet(Courrier, null=True, blank=True)
    automatique = models.BooleanField("automatique", default=False)
    statut = models.CharField("état", max_length=10, choices=StatutRelance, default=StatutRelance.PREPAREE)
    detail = models.CharField("précision", max_length=500, blank=True, default="")
    message_id = models.CharField("identifiant du message", max_length=255, blank=True, default="")
    creee_a = models.DateTimeField("préparée le", auto_now_add=True)
    envoyee_a = models.DateTimeField("envoyée le", null=True, blank=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "relance"
        verbose_name_plural = "relances"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "identifiant"], name="relance_identifiant_unique"),
            models.UniqueConstraint(
                fields=["guichet", "entreprise", "mois", "palier", "rang"],
                name="relance_palier_unique",
                condition=~Q(palier=Palier.LIBRE),
            ),
            models.UniqueConstraint(
                fields=["guichet", "entreprise", "jour", "rang"],
                name="relance_une_par_jour",
                condition=~Q(palier__in=[Palier.R3, Palier.R4]),
            ),
        ]
        indexes = [models.Index(fields=["guichet", "entreprise", "-jour"], name="relance_entreprise")]

    def __str__(self) -> str:
        return f"{self.get_palier_display()}, {self.jour:%d/%m/%Y}"


class PauseQuerySet(TenantQuerySet):
    def en_cours(self, au: object) -> PauseQuerySet:
        return self.filter(levee_a=None, jusqu_au__gte=au)


class PauseRelance(TenantModel):
    """No reminder to this company until a day, with the reason; it ends by itself, or earlier."""

    entreprise = LienGuichet(Entreprise, on_delete=models.CASCADE)
    motif = models.CharField("motif", max_length=300)
    jusqu_au = models.DateField("jusqu’au")
    saisie_a = models.DateTimeField("saisie le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")
    levee_a = models.DateTimeField("levée le", null=True, blank=True)
    levee_par = models.CharField("levée par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(PauseQuerySet)()

    class Meta:
        verbose_name = "pause des relances"
        verbose_name_plural = "pauses des relances"
        indexes = [models.Index(fields=["guichet", "entreprise"], name="pause_relance_entreprise")]

    def __str__(self) -> str:
        return f"jusqu’au {self.jusqu_au:%d/%m/%Y}"
