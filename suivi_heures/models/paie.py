"""What is kept of a payroll declaration (DSN): paid hours and contract dates of people the guichet follows.

Neither social security number nor pay is ever written: the reader does not even give them.
"""

from django.db import models
from django.utils import timezone

from beneficiaires.models import Beneficiaire
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Entreprise


class LecturePaie(TenantModel):
    """A month of a company, read from its DSN. Read again, the month is replaced."""

    entreprise = LienGuichet(Entreprise, on_delete=models.CASCADE)
    mois = models.DateField("mois (premier jour)")
    inconnues = models.PositiveIntegerField("personnes inconnues du guichet", default=0)
    lue_a = models.DateTimeField("lue le", default=timezone.now, editable=False)
    lue_par = models.CharField("lue par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "lecture d’une DSN"
        verbose_name_plural = "lectures de DSN"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "entreprise", "mois"], name="lecture_paie_unique"),
        ]

    def __str__(self) -> str:
        return f"DSN de {self.mois:%m/%Y}"


class HeuresPayees(TenantModel):
    """One work contract of the DSN, of a person known here. `heures`: absent when the DSN states none."""

    lecture = LienGuichet(LecturePaie, on_delete=models.CASCADE)
    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE, verbose_name="bénéficiaire")
    heures = models.DecimalField("heures payées", max_digits=8, decimal_places=2, null=True, blank=True)
    debut = models.DateField("début du contrat", null=True, blank=True)
    fin = models.DateField("fin du contrat", null=True, blank=True)

    class Meta:
        verbose_name = "heures payées"
        verbose_name_plural = "heures payées"
        indexes = [
            models.Index(fields=["guichet", "lecture"], name="heures_payees_lecture"),
            models.Index(fields=["guichet", "beneficiaire"], name="heures_payees_personne"),
        ]

    def __str__(self) -> str:
        return f"heures payées, lecture {self.lecture_id}"
