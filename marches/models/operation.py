"""A project that groups several contracts (a tram line, a school)."""

from django.db import models
from django.db.models.functions import Now

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models.maitre_ouvrage import MaitreOuvrage


class Operation(TenantModel):
    ref = models.CharField("référence", max_length=80)
    nom = models.CharField("nom", max_length=255)
    maitre_ouvrage = LienGuichet(MaitreOuvrage, verbose_name="maître d’ouvrage")
    description = models.CharField("description", max_length=1000, blank=True, default="", db_default="")
    modifie_a = models.DateTimeField("modifié le", auto_now=True, db_default=Now())

    class Meta:
        verbose_name = "opération"
        verbose_name_plural = "opérations"
        constraints = [models.UniqueConstraint(fields=["guichet", "ref"], name="operation_ref_unique")]

    def __str__(self) -> str:
        return self.nom
