"""Hours of a line imputed to another lot: shared between two sites, or pooled by decision."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise, Lot
from suivi_heures.models.heure import Heure


class Globalisation(TenantModel):
    """A decision: the hours a holder produces on any of these lots may be imputed to another of them.

    Ended by a date, never erased: what was imputed under it stays.
    """

    titulaire = LienGuichet(Entreprise, verbose_name="titulaire")
    decidee_le = models.DateField("décidée le")
    accord_acheteur = models.CharField("accord de l’acheteur", max_length=300)
    motif = models.CharField("motif", max_length=500)
    saisie_a = models.DateTimeField("saisie le", default=timezone.now, editable=False)
    saisie_par = models.CharField("saisie par", max_length=200, blank=True, default="")
    finie_a = models.DateTimeField("finie le", null=True, blank=True)
    finie_par = models.CharField("finie par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "globalisation"
        verbose_name_plural = "globalisations"

    def __str__(self) -> str:
        return f"globalisation du {self.decidee_le:%d/%m/%Y}"


class LotGlobalise(TenantModel):
    globalisation = LienGuichet(Globalisation)
    lot = LienGuichet(Lot)

    class Meta:
        verbose_name = "lot globalisé"
        verbose_name_plural = "lots globalisés"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "globalisation", "lot"], name="lot_globalise_unique"),
        ]

    def __str__(self) -> str:
        return f"lot {self.lot_id} de la globalisation {self.globalisation_id}"


class ImputationQuerySet(TenantQuerySet):
    def en_vigueur(self) -> ImputationQuerySet:
        return self.filter(annulee_a=None)


class Imputation(TenantModel):
    """Two signed lines of the ledger say it: one takes the hours from the lot of the contract, one gives them to
    `lot`. Both keep the contract of the first line: same facts, same count. Undone = both taken back."""

    heure = LienGuichet(Heure, verbose_name="ligne partagée")
    contrat = LienGuichet(ContratTravail)
    lot = LienGuichet(Lot, verbose_name="lot qui reçoit")
    globalisation = LienGuichet(Globalisation, null=True, blank=True)
    heures = models.DecimalField("heures", max_digits=8, decimal_places=2)
    motif = models.CharField("motif", max_length=500)
    retrait_id = models.BigIntegerField("ligne qui retire")
    ajout_id = models.BigIntegerField("ligne qui ajoute")
    faite_a = models.DateTimeField("faite le", default=timezone.now, editable=False)
    faite_par = models.CharField("faite par", max_length=200, blank=True, default="")
    annulee_a = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = models.CharField("annulée par", max_length=200, blank=True, default="")
    motif_annulation = models.CharField("motif de l’annulation", max_length=500, blank=True, default="")

    objects = TenantManager.from_queryset(ImputationQuerySet)()

    class Meta:
        verbose_name = "imputation"
        verbose_name_plural = "imputations"
        constraints = [
            models.CheckConstraint(name="imputation_positive", condition=Q(heures__gt=0)),
            models.CheckConstraint(name="imputation_deux_lignes", condition=~Q(retrait_id=F("ajout_id"))),
        ]
        indexes = [
            models.Index(fields=["guichet", "lot"], name="imputation_lot"),
            models.Index(fields=["guichet", "contrat"], name="imputation_contrat"),
            models.Index(fields=["guichet", "heure"], name="imputation_heure"),
        ]

    def __str__(self) -> str:
        return f"{self.heures} h imputées au lot {self.lot_id}"
