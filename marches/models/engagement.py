"""Hours due: a dated signed journal, never an editable total."""

from django.db import models

from clauses_app.interface.formats import formater_heures
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.enums import SourceEngagement
from marches.models.acte import Acte
from marches.models.marche import Lot


class EngagementHeures(TenantModel):
    """The objective of a lot at a date is the sum of what is dated up to it. The application may add
    and read, never change nor remove: one corrects by an opposite line."""

    lot = LienGuichet(Lot, on_delete=models.CASCADE)
    date = models.DateField("date d’effet")
    source = models.CharField("source", max_length=14, choices=SourceEngagement)
    heures = models.DecimalField("heures", max_digits=10, decimal_places=2)
    motif = models.CharField("motif", max_length=500, blank=True, default="")
    # the fact that wrote it; NULL = entered alone (initial hours, offer, taken over)
    acte = LienGuichet(Acte, verbose_name="acte", null=True, blank=True)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "engagement d’heures"
        verbose_name_plural = "engagements d’heures"
        indexes = [models.Index(fields=["guichet", "lot", "date"], name="engagement_lot_date")]

    def __str__(self) -> str:
        return f"{formater_heures(self.heures)} au {self.date:%d/%m/%Y}"

    @property
    def phrase(self) -> str:
        """Why these hours are due; the motive of an act already names it."""
        if self.acte_id or not self.motif:
            return self.motif or str(self.get_source_display())
        return f"{self.get_source_display()}\u00a0: {self.motif}"
