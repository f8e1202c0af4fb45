"""The turns a contract takes: amendment, tranche, order, suspension, transfer, split, change of status.

An act is one fact: it may write several lines of hours due and move a date, a status or a split. It is
never changed nor removed; another act undoes it (ADR 0016).
"""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.enums import CauseSuspension, ModeRevision, NatureTranche, StatutMarche, TypeActe
from marches.models.marche import Lot, Marche

# two of the same number, on the same lot, are the same paper
NUMEROTES = (TypeActe.AVENANT, TypeActe.BON_COMMANDE)


class ActeQuerySet(TenantQuerySet):
    def en_vigueur(self) -> ActeQuerySet:
        """Neither undone nor undoing."""
        defaits = Acte.objects.filter(annule__isnull=False).values("annule")
        liste: ActeQuerySet = self.exclude(pk__in=defaits).exclude(type=TypeActe.ANNULATION)
        return liste


class Tranche(TenantModel):
    """Hours attached to a part of a lot. Those of an optional one are due once it is firmed: an act says so."""

    lot = LienGuichet(Lot, on_delete=models.CASCADE)
    ref = models.CharField("numéro", max_length=40)
    objet = models.CharField("objet", max_length=500, blank=True, default="")
    nature = models.CharField("nature", max_length=12, choices=NatureTranche)
    heures = models.DecimalField(
        "heures d’insertion", max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    montant_ht = models.DecimalField(
        "montant hors taxes, en euros", max_digits=14, decimal_places=2, null=True, blank=True
    )
    date_limite = models.DateField("à affermir avant le", null=True, blank=True)
    modifie_a = models.DateTimeField("modifié le", auto_now=True, db_default=Now())

    class Meta:
        verbose_name = "tranche"
        verbose_name_plural = "tranches"
        constraints = [models.UniqueConstraint(fields=["guichet", "lot", "ref"], name="tranche_ref_unique")]

    def __str__(self) -> str:
        return f"tranche {self.get_nature_display().lower()} {self.ref}"


class Acte(TenantModel):
    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché")
    # NULL = the whole contract
    lot = LienGuichet(Lot, on_delete=models.CASCADE, null=True, blank=True)
    lot_vers = LienGuichet(Lot, on_delete=models.CASCADE, null=True, blank=True, verbose_name="vers le lot")
    tranche = LienGuichet(Tranche, on_delete=models.CASCADE, null=True, blank=True)
    annule = LienGuichet("self", on_delete=models.CASCADE, null=True, blank=True, verbose_name="annule")
    type = models.CharField("nature", max_length=16, choices=TypeActe)
    numero = models.CharField("numéro ou référence", max_length=80, blank=True, default="")
    date = models.DateField("date d’effet")
    motif = models.CharField("motif", max_length=500)
    cause = models.CharField("cause", max_length=20, choices=CauseSuspension, blank=True, default="")
    revision = models.CharField("révision des heures", max_length=14, choices=ModeRevision, blank=True, default="")
    montant_ht = models.DecimalField("montant hors taxes", max_digits=14, decimal_places=2, null=True, blank=True)
    # € per hour used by the calculation: an act can be replayed
    ratio_eur_heure = models.DecimalField("ratio", max_digits=12, decimal_places=2, null=True, blank=True)
    date_fin_avant = models.DateField("fin du marché, avant", null=True, blank=True)
    date_fin_apres = models.DateField("fin du marché, après", null=True, blank=True)
    statut_avant = models.CharField("statut avant", max_length=24, choices=StatutMarche, blank=True, default="")
    statut_apres = models.CharField("statut après", max_length=24, choices=StatutMarche, blank=True, default="")
    date_prevue = models.DateField("reprise prévue le", null=True, blank=True)
    # shares before and after, holders: [{attribution, entreprise, avant, apres}]
    parts = models.JSONField("parts", default=list, blank=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)

    objects = TenantManager.from_queryset(ActeQuerySet)()

    class Meta:
        verbose_name = "acte du marché"
        verbose_name_plural = "actes du marché"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "annule"], name="acte_annule_une_fois", condition=Q(annule__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["guichet", "marche", "date"], name="acte_marche_date"),
            models.Index(fields=["guichet", "tranche"], name="acte_tranche", condition=Q(tranche__isnull=False)),
        ]

    def __str__(self) -> str:
        nom = str(self.get_type_display())
        if self.type in NUMEROTES and self.numero:
            return f"{nom} n° {self.numero}"
        if self.type == TypeActe.AFFERMISSEMENT:
            return f"Tranche optionnelle {self.numero} affermie"
        return f"{nom} {self.numero}" if self.type == TypeActe.TRANCHE else nom
