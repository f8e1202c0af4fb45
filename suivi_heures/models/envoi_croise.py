"""Hours of a person employed by one and working for another: both may send them, they are counted once."""

from decimal import Decimal

from django.db import models
from django.utils import timezone

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Entreprise
from suivi_heures.enums import Nature


class EnvoiCroise(TenantModel):
    """What the second sender says of hours that the first brought to the ledger; its own figure enters no ledger.

    The first figure is what stands there, read each time: equal, they agree and nobody is asked. Different, the
    guichet keeps one of the two; `retenues` is the figure kept, and holds as long as the ledger says it.
    """

    contrat = LienGuichet(ContratTravail, on_delete=models.CASCADE)
    nature = models.CharField("nature", max_length=24, choices=Nature, default=Nature.TRAVAIL)
    du = models.DateField("du (premier jour d’un mois)")
    au = models.DateField("au (dernier jour d’un mois)")
    premier = LienGuichet(Entreprise, verbose_name="premier déclarant")
    second = LienGuichet(Entreprise, verbose_name="second déclarant")
    heures = models.DecimalField("heures du second", max_digits=8, decimal_places=2)
    releve_id = models.BigIntegerField("relevé du second", null=True, blank=True)
    dit_a = models.DateTimeField("dit le", default=timezone.now, editable=False)
    dit_par = models.CharField("dit par", max_length=200, blank=True, default="")
    retenues = models.DecimalField("heures retenues", max_digits=8, decimal_places=2, null=True, blank=True)
    ecartees = models.DecimalField("heures écartées", max_digits=8, decimal_places=2, null=True, blank=True)
    motif = models.CharField("motif de la décision", max_length=500, blank=True, default="")
    decide_a = models.DateTimeField("décidé le", null=True, blank=True)
    decide_par = models.CharField("décidé par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "envoi croisé"
        verbose_name_plural = "envois croisés"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "contrat", "nature", "du"], name="envoi_croise_unique"),
        ]
        indexes = [models.Index(fields=["guichet", "releve_id"], name="envoi_croise_releve")]

    def __str__(self) -> str:
        return f"envoi croisé de {self.du:%m/%Y}"

    def est_un_ecart(self, debout: Decimal) -> bool:
        """`debout`: what the ledger says today of these months."""
        return debout not in (self.heures, self.retenues)
