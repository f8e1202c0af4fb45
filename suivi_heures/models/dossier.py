"""A difficulty on a lot, from its first sign to the buyer's decision: dated facts, only added to.

The facilitator's opinion and the buyer's decision are two objects (domaine § 7.2); `EtapeDossier` is the
spine they hang on. Its number is unique: of two people who write at once, the second is told.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Entreprise, Lot, MaitreOuvrage, Marche
from suivi_heures.enums import Camp, MotifExoneration, SensAvis, SensDecision, TypeDemarche, TypeEtape


class Dossier(TenantModel):
    """Contract and buyer are copied from the lot (composite links keep them true): they confine outsiders."""

    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché")
    lot = LienGuichet(Lot, on_delete=models.CASCADE)
    maitre_ouvrage = LienGuichet(MaitreOuvrage, verbose_name="maître d’ouvrage")
    entreprise = LienGuichet(Entreprise)
    objet = models.CharField("objet", max_length=200)
    origine = models.CharField("signalé par", max_length=10, choices=Camp)
    ouvert_le = models.DateField("ouvert le")
    ouvert_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        indexes = [
            models.Index(fields=["guichet", "marche"], name="dossier_marche"),
            models.Index(fields=["guichet", "entreprise"], name="dossier_entreprise"),
        ]

    def __str__(self) -> str:
        return self.objet


class EtapeDossier(TenantModel):
    dossier = LienGuichet(Dossier, on_delete=models.CASCADE)
    numero = models.PositiveSmallIntegerField("rang")
    type = models.CharField("étape", max_length=16, choices=TypeEtape)
    camp = models.CharField("acteur", max_length=10, choices=Camp)
    date = models.DateField("date")
    echeance = models.DateField("à suivre avant le", null=True, blank=True)
    texte = models.CharField("ce qui s’est passé", max_length=2000, blank=True, default="")
    annule = models.PositiveSmallIntegerField("étape annulée", null=True, blank=True)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "étape de dossier"
        verbose_name_plural = "étapes de dossier"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "dossier", "numero"], name="etape_dossier_numero_unique"),
            models.UniqueConstraint(
                fields=["guichet", "dossier", "annule"],
                name="etape_dossier_annulee_une_fois",
                condition=Q(annule__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.date:%d/%m/%Y}"


class AvisFacilitateur(TenantModel):
    """What the facilitator thinks, with the figures of that day: read by the buyer, not by the company."""

    dossier = LienGuichet(Dossier, on_delete=models.CASCADE)
    etape = LienGuichet(EtapeDossier, on_delete=models.CASCADE)
    sens = models.CharField("avis", max_length=12, choices=SensAvis)
    motif = models.CharField("motif", max_length=20, choices=MotifExoneration, blank=True, default="")
    texte = models.CharField("raisons", max_length=2000)
    chiffres = models.JSONField("chiffres du jour", default=dict, blank=True)

    class Meta:
        verbose_name = "avis du facilitateur"
        verbose_name_plural = "avis du facilitateur"
        constraints = [models.UniqueConstraint(fields=["guichet", "etape"], name="avis_facilitateur_etape_unique")]

    def __str__(self) -> str:
        return self.get_sens_display()


class DecisionAcheteur(TenantModel):
    """Belongs to the buyer alone, whoever writes it down."""

    dossier = LienGuichet(Dossier, on_delete=models.CASCADE)
    etape = LienGuichet(EtapeDossier, on_delete=models.CASCADE)
    sens = models.CharField("décision", max_length=12, choices=SensDecision)
    montant = models.DecimalField("montant, en euros", max_digits=12, decimal_places=2, null=True, blank=True)
    motif = models.CharField("motif", max_length=20, choices=MotifExoneration, blank=True, default="")
    jusqu_au = models.DateField("suspendue jusqu’au", null=True, blank=True)
    texte = models.CharField("précisions", max_length=2000, blank=True, default="")

    class Meta:
        verbose_name = "décision de l’acheteur"
        verbose_name_plural = "décisions de l’acheteur"
        constraints = [models.UniqueConstraint(fields=["guichet", "etape"], name="decision_acheteur_etape_unique")]

    def __str__(self) -> str:
        return self.get_sens_display()


class Demarche(TenantModel):
    """An effort made for a company: an offer, candidates, a refusal and its motive, a call. A mistake is
    cancelled by an opposite line. No name of a person: numbers are enough as evidence."""

    entreprise = LienGuichet(Entreprise)
    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché", null=True, blank=True)
    date = models.DateField("date")
    type = models.CharField("démarche", max_length=16, choices=TypeDemarche)
    nombre = models.SmallIntegerField("nombre", default=1)
    texte = models.CharField("précision ou motif", max_length=300, blank=True, default="")
    annule = LienGuichet("self", null=True, blank=True)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "démarche"
        verbose_name_plural = "démarches"
        indexes = [models.Index(fields=["guichet", "entreprise", "-date"], name="demarche_entreprise")]
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "annule"], name="demarche_annulee_une_fois", condition=Q(annule__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.date:%d/%m/%Y}"
