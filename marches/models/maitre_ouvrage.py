"""The contracting authority: the one the obligation is owed to."""

from django.db import models

from clauses_app.tenancy.modeles import TenantManager, TenantModel, TenantQuerySet
from marches.enums import TypeMaitreOuvrage


class MaitreOuvrageQuerySet(TenantQuerySet):
    pass


class MaitreOuvrage(TenantModel):
    ref = models.CharField("référence", max_length=80)
    nom = models.CharField("nom", max_length=255)
    siret = models.CharField("SIRET", max_length=14, blank=True, default="")
    type = models.CharField("type", max_length=24, choices=TypeMaitreOuvrage)

    objects = TenantManager.from_queryset(MaitreOuvrageQuerySet)()

    class Meta:
        verbose_name = "maître d’ouvrage"
        verbose_name_plural = "maîtres d’ouvrage"
        constraints = [models.UniqueConstraint(fields=["guichet", "ref"], name="maitre_ouvrage_ref_unique")]

    def __str__(self) -> str:
        return self.nom
