"""The ledger of hours: signed, append-only."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaires.models import Beneficiaire, ContratTravail
from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet, champ_guichet
from marches.models import Entreprise, Lot
from suivi_heures.enums import Nature, StatutHeure


class HeureQuerySet(TenantQuerySet):
    def en_attente(self) -> HeureQuerySet:
        return self.filter(statut=StatutHeure.SOUMISE, annulee=False)

    def du_mois(self, debut: Any, fin: Any) -> HeureQuerySet:
        return self.filter(du__gte=debut, du__lte=fin)


class Heure(TenantModel):
    """A declared line. Only its status moves, once: SOUMISE → VALIDEE or REFUSEE (trigger).

    A correction is a new line with signed hours that names the line it corrects. When it takes the
    whole line back, both carry `annulee`: the pair weighs nothing, caps included.
    Lot, person and employer are copied from the contract by the statement that inserts (one foreign key
    only, see ADR 0006). That key covers person and employer, which follow the contract; the nightly check
    proves that the lot agrees.
    """

    guichet = champ_guichet(db_constraint=False)  # proved by the composite link to the contract
    ref = models.CharField("référence", max_length=120)
    contrat = LienGuichet(ContratTravail)
    lot = LienGuichet(Lot)
    beneficiaire = LienGuichet(Beneficiaire)
    employeur = LienGuichet(Entreprise)
    du = models.DateField("du")
    au = models.DateField("au")
    nature = models.CharField("nature", max_length=24, choices=Nature, default=Nature.TRAVAIL)
    heures = models.DecimalField("heures", max_digits=8, decimal_places=2)
    statut = models.CharField("statut", max_length=8, choices=StatutHeure, default=StatutHeure.SOUMISE)
    corrige_id = models.BigIntegerField("corrige la ligne", null=True, blank=True)
    annulee = models.BooleanField("annulée ou annule", default=False)
    motif = models.CharField("motif du refus ou de la correction", max_length=500, blank=True, default="")
    releve_id = models.BigIntegerField("relevé d’origine", null=True, blank=True)
    saisie_a = models.DateTimeField("saisie le", default=timezone.now, editable=False)
    saisie_par = models.CharField("saisie par", max_length=200, blank=True, default="")
    decidee_a = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.CharField("décidée par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(HeureQuerySet)()

    class Meta:
        verbose_name = "ligne d’heures"
        verbose_name_plural = "lignes d’heures"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "ref"], name="heure_ref_unique"),
            models.CheckConstraint(name="heure_periode", condition=Q(au__gte=F("du"))),
            models.CheckConstraint(name="heure_signe", condition=Q(heures__gte=0) | Q(corrige_id__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["guichet", "lot", "du"], name="heure_lot_du"),
            models.Index(fields=["guichet", "contrat", "du"], name="heure_contrat_du"),
            models.Index(fields=["guichet", "beneficiaire", "du"], name="heure_beneficiaire_du"),
            models.Index(fields=["guichet", "releve_id"], name="heure_releve", condition=Q(releve_id__isnull=False)),
            models.Index(fields=["guichet", "corrige_id"], name="heure_corrige", condition=Q(corrige_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{formater_heures(self.heures)} du {self.du:%d/%m/%Y} au {self.au:%d/%m/%Y}"


class BrouillonHeure(TenantModel):
    """A cell typed in the grid, not yet in the ledger. What was typed is kept even when it is wrong."""

    contrat = LienGuichet(ContratTravail, on_delete=models.CASCADE)
    mois = models.DateField("mois (premier jour)")
    nature = models.CharField("nature", max_length=24, choices=Nature, default=Nature.TRAVAIL)
    texte = models.CharField("tel que saisi", max_length=40)
    heures = models.DecimalField("heures", max_digits=8, decimal_places=2, null=True, blank=True)
    faute = models.CharField("ce qui ne va pas", max_length=300, blank=True, default="")
    # what the controls found, and how severely they spoke then
    controles = models.JSONField("contrôles", default=list, blank=True)
    saisi_a = models.DateTimeField("saisi le", auto_now=True)
    saisi_par = models.CharField("saisi par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "brouillon d’heures"
        verbose_name_plural = "brouillons d’heures"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "contrat", "mois", "nature"], name="brouillon_case_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.texte} en {self.mois:%m/%Y}"
