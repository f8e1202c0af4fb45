"""What a program of a company was answered, so that the same call made again changes nothing."""

from django.db import models
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Entreprise


class ReponseRejouable(TenantModel):
    """An answer kept under the key the caller chose (`Idempotency-Key`), with the fingerprint of what it asked."""

    entreprise = LienGuichet(Entreprise, on_delete=models.CASCADE)
    jeton_id = models.BigIntegerField("jeton")
    cle = models.CharField("clé d’idempotence", max_length=255)
    empreinte_demande = models.CharField(max_length=64)
    releve_id = models.BigIntegerField("relevé", null=True, blank=True)
    statut = models.PositiveSmallIntegerField("statut de la réponse", default=0)
    corps = models.JSONField("réponse", default=dict)
    faite_a = models.DateTimeField("faite le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "réponse rejouable"
        verbose_name_plural = "réponses rejouables"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "jeton_id", "cle"], name="reponse_rejouable_unique"),
        ]
        indexes = [models.Index(fields=["guichet", "faite_a"], name="reponse_rejouable_age")]

    def __str__(self) -> str:
        return self.cle
