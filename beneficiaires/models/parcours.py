"""The path of a person to work: steps, barriers, engagement, exit, and what became of them.

Contracts are not here: they stand in `ContratTravail` and are read beside. What says a situation (barriers,
engagement) is read with a reason, like a criterion.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaires.enums import (
    NatureEtape,
    ResultatEtape,
    SituationEmploi,
    SourceSituation,
    TypeContrat,
    TypeFrein,
    TypeSortie,
)
from beneficiaires.models.action import Action
from beneficiaires.models.beneficiaire import Beneficiaire
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise

MOIS_DE_SUITE = (3, 6, 12, 18, 24)


class FaitParcoursQuerySet(TenantQuerySet):
    def retenus(self) -> FaitParcoursQuerySet:
        """Without what was written by mistake, and taken back."""
        return self.filter(annule_a=None)


class FaitParcours(TenantModel):
    """A dated fact, signed; a mistake is taken back, and can come back."""

    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE, verbose_name="bénéficiaire")
    saisi_a = models.DateTimeField("saisi le", default=timezone.now, editable=False)
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)
    annule_a = models.DateTimeField("annulé le", null=True, blank=True, editable=False)

    objects = TenantManager.from_queryset(FaitParcoursQuerySet)()

    class Meta:
        abstract = True


class EtapeParcours(FaitParcours):
    """An immersion, a training, a certificate, or a job out of any clause."""

    nature = models.CharField("nature", max_length=13, choices=NatureEtape)
    intitule = models.CharField("intitulé", max_length=200)
    organisme = models.CharField("organisme ou employeur", max_length=200, blank=True, default="")
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True, blank=True)
    resultat = models.CharField("résultat", max_length=8, choices=ResultatEtape, blank=True, default="")
    type_contrat = models.CharField("contrat", max_length=22, choices=TypeContrat, blank=True, default="")
    accueil = LienGuichet(Entreprise, null=True, blank=True, verbose_name="entreprise d’accueil")
    action = LienGuichet(Action, null=True, blank=True, verbose_name="dans l’action")
    corrigee_a = models.DateTimeField("corrigée le", null=True, blank=True, editable=False)
    corrigee_par = models.CharField(
        "corrigée par", max_length=200, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = "étape de parcours"
        verbose_name_plural = "étapes de parcours"
        constraints = [
            models.CheckConstraint(name="etape_parcours_dates", condition=Q(fin__isnull=True) | Q(fin__gte=F("debut"))),
            models.CheckConstraint(
                name="etape_parcours_contrat", condition=~(Q(nature=NatureEtape.EMPLOI) ^ ~Q(type_contrat=""))
            ),
        ]
        indexes = [
            models.Index(fields=["guichet", "beneficiaire", "debut"], name="etape_beneficiaire"),
            models.Index(fields=["guichet", "action"], name="etape_action"),
        ]

    def __str__(self) -> str:
        return self.intitule


class Diagnostic(FaitParcours):
    """A situation looked at together with partners, on a day: what was looked at; barriers found hang on it."""

    fait_le = models.DateField("fait le")
    avec = models.CharField("avec", max_length=200, blank=True, default="")
    domaines = ArrayField(models.CharField(max_length=13, choices=TypeFrein), verbose_name="regardé", default=list)

    class Meta:
        verbose_name = "diagnostic partagé"
        verbose_name_plural = "diagnostics partagés"
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="diagnostic_beneficiaire")]

    def __str__(self) -> str:
        return f"diagnostic du {self.fait_le:%d/%m/%Y}"


class Frein(FaitParcours):
    """What holds somebody back, the service called on and the fund that pays it. One kind is told without any
    detail, ever."""

    type = models.CharField("frein", max_length=13, choices=TypeFrein)
    constate_le = models.DateField("constaté le")
    service = models.CharField("service mobilisé", max_length=200, blank=True, default="")
    fonds = models.CharField("payé par", max_length=100, blank=True, default="", db_default="")
    leve_le = models.DateField("levé le", null=True, blank=True)
    diagnostic = LienGuichet(Diagnostic, null=True, blank=True, verbose_name="vu au diagnostic")

    class Meta:
        verbose_name = "frein"
        verbose_name_plural = "freins"
        constraints = [
            models.CheckConstraint(
                name="frein_sans_detail", condition=~Q(type=TypeFrein.PERSONNEL) | Q(service="", fonds="")
            ),
            models.CheckConstraint(
                name="frein_dates", condition=Q(leve_le__isnull=True) | Q(leve_le__gte=F("constate_le"))
            ),
        ]
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="frein_beneficiaire")]

    def __str__(self) -> str:
        return self.get_type_display()


class Engagement(FaitParcours):
    """The reciprocal engagement contract of a recipient of the RSA: its dates, who answers for it."""

    signe_le = models.DateField("signé le")
    fin_le = models.DateField("jusqu’au", null=True, blank=True)
    referent = models.CharField("organisme référent", max_length=200)
    heures_semaine = models.PositiveSmallIntegerField(
        "heures d’activité par semaine",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    class Meta:
        verbose_name = "contrat d’engagement réciproque"
        verbose_name_plural = "contrats d’engagement réciproque"
        constraints = [
            models.CheckConstraint(
                name="engagement_dates", condition=Q(fin_le__isnull=True) | Q(fin_le__gte=F("signe_le"))
            )
        ]
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="engagement_beneficiaire")]

    def __str__(self) -> str:
        return f"engagement du {self.signe_le:%d/%m/%Y}"


class SituationRsa(FaitParcours):
    """Whether the person still receives the RSA, as told on a day; the last word holds."""

    le = models.DateField("dite le")
    allocataire = models.BooleanField("encore allocataire du RSA")
    source = models.CharField("source", max_length=10, choices=SourceSituation)

    class Meta:
        verbose_name = "situation au regard du RSA"
        verbose_name_plural = "situations au regard du RSA"
        indexes = [models.Index(fields=["guichet", "beneficiaire", "-le"], name="situation_rsa_beneficiaire")]

    def __str__(self) -> str:
        return f"{'au' if self.allocataire else 'hors du'} RSA le {self.le:%d/%m/%Y}"


class Sortie(FaitParcours):
    """How the path ended; one holds at a time."""

    le = models.DateField("sortie le")
    type = models.CharField("sortie", max_length=14, choices=TypeSortie)

    class Meta:
        verbose_name = "sortie"
        verbose_name_plural = "sorties"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "beneficiaire"], name="sortie_une_seule", condition=Q(annule_a__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["guichet", "le"], name="sortie_le", condition=Q(annule_a=None))]

    def __str__(self) -> str:
        return self.get_type_display()


class Situation(FaitParcours):
    """What became of the person, so many months after the exit, as told on a day by somebody."""

    sortie = LienGuichet(Sortie, on_delete=models.CASCADE)
    mois = models.PositiveSmallIntegerField("mois après la sortie", choices=[(m, f"{m} mois") for m in MOIS_DE_SUITE])
    situation = models.CharField("situation", max_length=12, choices=SituationEmploi)
    le = models.DateField("dite le")
    source = models.CharField("source", max_length=10, choices=SourceSituation)

    class Meta:
        verbose_name = "situation après la sortie"
        verbose_name_plural = "situations après la sortie"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "sortie", "mois"], name="situation_unique", condition=Q(annule_a__isnull=True)
            ),
            models.CheckConstraint(name="situation_mois", condition=Q(mois__in=MOIS_DE_SUITE)),
        ]
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="situation_beneficiaire")]

    def __str__(self) -> str:
        return f"{self.get_situation_display()} à {self.mois} mois"
