"""Whom to write to in a company, and the addresses that no longer answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.enums import FonctionContact
from marches.models.entreprise import Entreprise


class ContactQuerySet(TenantQuerySet):
    def presents(self) -> ContactQuerySet:
        return self.filter(retire_a=None)


class ContactEntreprise(TenantModel):
    """One more person, after the insertion correspondent that the company's own row names. Never edited: a
    change withdraws the row and writes the next, so that two people who edit at once cannot overwrite."""

    entreprise = LienGuichet(Entreprise, on_delete=models.CASCADE)
    nom = models.CharField("nom", max_length=200)
    fonction = models.CharField("fonction", max_length=10, choices=FonctionContact, default=FonctionContact.AUTRE)
    courriel = models.EmailField("courriel", blank=True, default="")
    telephone = models.CharField("téléphone", max_length=30, blank=True, default="")
    rang = models.PositiveSmallIntegerField("ordre", default=1)
    verifie_le = models.DateField("vérifié le", null=True, blank=True)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")
    retire_a = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.CharField("retiré par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(ContactQuerySet)()

    class Meta:
        verbose_name = "contact d’entreprise"
        verbose_name_plural = "contacts d’entreprise"
        indexes = [models.Index(fields=["guichet", "entreprise"], name="contact_entreprise")]

    def __str__(self) -> str:
        return self.nom


class AdresseQuerySet(TenantQuerySet):
    def actuelles(self) -> AdresseQuerySet:
        return self.filter(levee_a=None)


class AdresseEnEchec(TenantModel):
    """An address that bounced, whoever holds it: nothing is sent there until somebody says it works again."""

    courriel = models.EmailField("courriel")
    motif = models.CharField("motif", max_length=500, blank=True, default="")
    depuis = models.DateTimeField("depuis", auto_now_add=True)
    par_nom = models.CharField("constaté par", max_length=200, blank=True, default="")
    levee_a = models.DateTimeField("rétablie le", null=True, blank=True)
    levee_par = models.CharField("rétablie par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(AdresseQuerySet)()

    class Meta:
        verbose_name = "adresse en échec"
        verbose_name_plural = "adresses en échec"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "courriel"], name="adresse_en_echec_unique", condition=Q(levee_a=None)
            )
        ]

    def __str__(self) -> str:
        return self.courriel
