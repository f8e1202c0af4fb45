"""Dated rules of the count. Defaults and meaning: DECOMPTE, table of parameters."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clauses_app.reglages import ReglageDate, ReglageDateQuerySet
from clauses_app.tenancy.modeles import TenantManager
from marches.enums import CumulBonifications, MoisPartiel, PointDepart, Portee


class RegleDecompte(ReglageDate):
    """A version of a rule. NULL durations mean « without limit », not « by default »."""

    duree_eligibilite_mois = models.PositiveIntegerField(
        "durée d’éligibilité, en mois", null=True, blank=True, default=24, validators=[MinValueValidator(1)]
    )
    point_depart = models.CharField(
        "point de départ", max_length=16, choices=PointDepart, default=PointDepart.PREMIER_CONTRAT
    )
    portee = models.CharField("portée", max_length=10, choices=Portee, default=Portee.GUICHET)
    cdi_mois = models.PositiveIntegerField(
        "mois comptés d’un CDI", null=True, blank=True, default=24, validators=[MinValueValidator(1)]
    )
    alternance_contrat_entier = models.BooleanField("alternance comptée jusqu’à la fin du contrat", default=True)
    handicap_sans_limite = models.BooleanField("handicap sans limite de durée", default=False)
    regularisation_jours = models.PositiveIntegerField("jours pour régulariser une décision tardive", default=0)
    mois_partiel = models.CharField(
        "période en partie admise", max_length=16, choices=MoisPartiel, default=MoisPartiel.PRORATA_JOURS
    )
    part_formation_hors_contrat = models.DecimalField(
        "part comptée de la formation hors contrat",
        max_digits=7,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    plafond_mensuel = models.DecimalField(
        "plafond mensuel par personne, en heures",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    # [{"code": "B0", "condition": "FEMME", "coefficient": "1.25"}]
    bonifications = models.JSONField("bonifications", default=list, blank=True)
    bonification_cumul = models.CharField(
        "cumul des bonifications", max_length=8, choices=CumulBonifications, default=CumulBonifications.MAX
    )
    bonification_plafond_pct = models.DecimalField(
        "plafond des bonifications, en % de l’objectif du lot",
        max_digits=9,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    objects = TenantManager.from_queryset(ReglageDateQuerySet)()

    class Meta:
        verbose_name = "règle de décompte"
        verbose_name_plural = "règles de décompte"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "code", "date_effet"], name="regle_version_unique"),
            models.CheckConstraint(
                name="regle_part_formation",
                condition=models.Q(part_formation_hors_contrat__gte=0, part_formation_hors_contrat__lte=1),
            ),
            # an empty value is unknown to the condition, which lets it pass
            models.CheckConstraint(
                name="regle_bornes",
                condition=models.Q(cdi_mois__gte=1, plafond_mensuel__gte=0, bonification_plafond_pct__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} au {self.date_effet:%d/%m/%Y}"
