"""Deposit without an account: a contact's personal link, the receipt of what was deposited."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise
from suivi_heures.models.releve import ReleveHeures


class LienDepotQuerySet(TenantQuerySet):
    def ouverts(self) -> "LienDepotQuerySet":
        return self.filter(coupe_a=None)


class LienDepot(TenantModel):
    """One contact of one company: what a link opens, for as long as nobody cut it. Cut, it can be restored."""

    entreprise = LienGuichet(Entreprise, on_delete=models.CASCADE)
    nom = models.CharField("nom", max_length=200)
    courriel = models.EmailField("adresse")
    cree_a = models.DateTimeField("créé le", default=timezone.now, editable=False)
    ouvert_a = models.DateTimeField("ouvert pour la dernière fois le", null=True, blank=True)
    coupe_a = models.DateTimeField("coupé le", null=True, blank=True)
    coupe_par = models.CharField("coupé par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(LienDepotQuerySet)()

    class Meta:
        verbose_name = "lien de dépôt"
        verbose_name_plural = "liens de dépôt"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "entreprise", "courriel"], name="lien_depot_unique"),
        ]

    def __str__(self) -> str:
        return f"lien de {self.nom}"


class JetonDepot(TenantModel):
    """A secret that left in one letter. Only its fingerprint stays; past its term it still says whom to write to."""

    lien = LienGuichet(LienDepot, on_delete=models.CASCADE)
    empreinte = models.CharField(max_length=64)
    cree_a = models.DateTimeField("envoyé le", default=timezone.now, editable=False)
    expire_a = models.DateTimeField("expire le")

    class Meta:
        verbose_name = "secret d’un lien de dépôt"
        verbose_name_plural = "secrets des liens de dépôt"
        constraints = [models.UniqueConstraint(fields=["guichet", "empreinte"], name="jeton_depot_unique")]

    def __str__(self) -> str:
        return f"secret du {self.cree_a:%d/%m/%Y}"


class RecuDepot(TenantModel):
    """What was answered to a deposit, signed. `courriel`: where it must go, until `envoye_a` says it went."""

    releve = LienGuichet(ReleveHeures, on_delete=models.CASCADE)
    entreprise = LienGuichet(Entreprise, on_delete=models.CASCADE)
    code = models.CharField("code", max_length=200)
    courriel = models.EmailField("adresse", blank=True, default="")
    cree_a = models.DateTimeField("délivré le", default=timezone.now, editable=False)
    envoye_a = models.DateTimeField("envoyé le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "accusé de dépôt"
        verbose_name_plural = "accusés de dépôt"
        constraints = [models.UniqueConstraint(fields=["guichet", "releve"], name="recu_depot_unique")]
        indexes = [
            models.Index(
                fields=["guichet", "cree_a"],
                name="recu_depot_a_envoyer",
                condition=Q(envoye_a=None) & ~Q(courriel=""),
            )
        ]

    def __str__(self) -> str:
        return f"accusé du {self.cree_a:%d/%m/%Y}"
