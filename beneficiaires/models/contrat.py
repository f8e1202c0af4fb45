"""The work contract: a person, an employer, the attribution it works for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from beneficiaires.enums import Modalite, MotifFin, TypeContrat
from beneficiaires.models.beneficiaire import Beneficiaire
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Attribution, Entreprise, Lot, Marche


class ContratTravail(TenantModel):
    """Lot, contract and holder are copied from the attribution; composite links keep them true.

    An employment opened on several lots is one row a lot: those rows share `embauche`, the first of them.
    """

    ref = models.CharField("référence", max_length=80)
    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE, verbose_name="bénéficiaire")
    employeur = LienGuichet(Entreprise, verbose_name="employeur")
    attribution = LienGuichet(Attribution, verbose_name="pour le compte de")
    lot = LienGuichet(Lot)
    marche = LienGuichet(Marche, verbose_name="marché")
    titulaire = LienGuichet(Entreprise, verbose_name="titulaire")
    modalite = models.CharField("modalité", max_length=10, choices=Modalite)
    type_contrat = models.CharField("type de contrat", max_length=22, choices=TypeContrat)
    date_debut = models.DateField("début")
    date_fin = models.DateField("fin", null=True, blank=True)
    poste = models.CharField("poste", max_length=150, blank=True, default="")
    heures_semaine = models.DecimalField(
        "heures par semaine",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    embauche = LienGuichet("self", null=True, blank=True, editable=False, verbose_name="même embauche que")
    # the date it should have ended, kept when it stopped earlier
    fin_prevue = models.DateField("fin prévue", null=True, blank=True, editable=False)
    motif_fin = models.CharField("motif de la fin", max_length=12, choices=MotifFin, blank=True, default="")
    precision_fin = models.CharField("précision", max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "contrat de travail"
        verbose_name_plural = "contrats de travail"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "ref"], name="contrat_ref_unique"),
            models.CheckConstraint(
                name="contrat_dates", condition=Q(date_fin__isnull=True) | Q(date_fin__gte=F("date_debut"))
            ),
        ]
        indexes = [
            models.Index(fields=["guichet", "beneficiaire"], name="contrat_beneficiaire"),
            models.Index(fields=["guichet", "marche"], name="contrat_marche"),
            models.Index(fields=["guichet", "lot"], name="contrat_lot"),
            models.Index(fields=["guichet", "employeur"], name="contrat_employeur"),
            models.Index(fields=["guichet", "attribution"], name="contrat_attribution"),
            models.Index(fields=["guichet", "titulaire"], name="contrat_titulaire"),
        ]

    @property
    def embauche_racine(self) -> int:
        """Identifier shared by the rows of one employment."""
        return self.embauche_id or self.pk

    def __str__(self) -> str:
        return f"{self.get_type_contrat_display()} de {self.beneficiaire}"
