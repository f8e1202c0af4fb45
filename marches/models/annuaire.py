"""Structures around the guichet, followed or not, and the agreements that make their hours count, each dated."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from clauses_app.tenancy.tri import champ_recherche, champ_tri
from marches.enums import TypeStructure


class StructureAnnuaire(TenantModel):
    """Loaded from a file, brought up to date by the next one: `cle` is the SIRET, else its name and its place."""

    cle = models.CharField(max_length=300)
    nom = models.CharField("nom", max_length=255)
    enseigne = models.CharField("enseigne", max_length=255, blank=True, default="")
    siret = models.CharField("SIRET", max_length=14, blank=True, default="")
    type = models.CharField("type", max_length=8, choices=TypeStructure)
    naf = models.CharField("activité (NAF)", max_length=6, blank=True, default="")
    adresse = models.CharField("adresse", max_length=255, blank=True, default="")
    code_postal = models.CharField("code postal", max_length=5, blank=True, default="")
    commune = models.CharField("commune", max_length=150, blank=True, default="")
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    site = models.CharField("site", max_length=255, blank=True, default="")
    source = models.CharField("source", max_length=150)
    a_jour_le = models.DateField("dite le", null=True, blank=True)
    chargee_a = models.DateTimeField("chargée le", default=timezone.now)

    tri = champ_tri("nom")
    recherche = champ_recherche(None, "nom", "enseigne", "siret", "commune", "code_postal")

    objects = TenantManager.from_queryset(TenantQuerySet)()

    class Meta:
        verbose_name = "structure de l’annuaire"
        verbose_name_plural = "structures de l’annuaire"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "cle"], name="structure_annuaire_cle"),
            models.CheckConstraint(
                name="structure_annuaire_point",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["guichet", "tri", "id"], name="structure_annuaire_tri"),
            models.Index(fields=["guichet", "code_postal"], name="structure_annuaire_cp"),
        ]

    def __str__(self) -> str:
        return self.nom


class AgrementQuerySet(TenantQuerySet):
    def tenus(self) -> AgrementQuerySet:
        return self.filter(retire_a=None)


class Agrement(TenantModel):
    """An agreement of the State with a structure, from a day to a day: outside, its hours have no ground."""

    structure = LienGuichet(StructureAnnuaire, on_delete=models.CASCADE)
    numero = models.CharField("numéro", max_length=40, blank=True, default="")
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    source = models.CharField("source", max_length=150)
    saisi_a = models.DateTimeField("saisi le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)
    retire_a = models.DateTimeField("retiré le", null=True, blank=True, editable=False)

    objects = TenantManager.from_queryset(AgrementQuerySet)()

    class Meta:
        verbose_name = "conventionnement"
        verbose_name_plural = "conventionnements"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "structure", "numero", "debut"],
                name="agrement_unique",
                condition=Q(retire_a__isnull=True),
            ),
            models.CheckConstraint(name="agrement_dates", condition=Q(fin__isnull=True) | Q(fin__gte=F("debut"))),
        ]

    def __str__(self) -> str:
        return f"conventionnement du {self.debut:%d/%m/%Y}"
