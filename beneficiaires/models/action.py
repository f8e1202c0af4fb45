"""Collective actions: a forum, a visit, a cohort. Their sessions, who is enrolled, who came.

Where nobody needs to be known, people are counted and not filed: the session carries a head count.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaires.enums import IssueAction, MoyenConvocation, TypeAction, Venue
from beneficiaires.models.beneficiaire import Beneficiaire
from beneficiaires.models.convention import Convention
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise, Marche

CODE_ROME = RegexValidator(r"^[A-N]\d{4}$", "Un code ROME est une lettre et quatre chiffres, comme F1702.")


class ActionQuerySet(TenantQuerySet):
    def maintenues(self) -> ActionQuerySet:
        return self.filter(annulee_a=None)


class Action(TenantModel):
    """Cancelled, it stays in the list with its motive; it counts nowhere."""

    type = models.CharField("type", max_length=14, choices=TypeAction)
    nom = models.CharField("nom", max_length=200)
    date_debut = models.DateField("début")
    date_fin = models.DateField("fin")
    lieu = models.CharField("lieu", max_length=200, blank=True, default="")
    metier = models.CharField("métier", max_length=150, blank=True, default="")
    code_rome = models.CharField("code ROME", max_length=5, blank=True, default="", validators=[CODE_ROME])
    porteur = LienGuichet(Entreprise, null=True, blank=True, verbose_name="structure ou entreprise porteuse")
    marche = LienGuichet(Marche, null=True, blank=True, verbose_name="marché servi")
    convention = LienGuichet(Convention, null=True, blank=True)
    partenaires = models.CharField("avec", max_length=300, blank=True, default="")
    places = models.PositiveSmallIntegerField(
        "places", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )
    cout = models.DecimalField(
        "coût, en euros", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    annulee_a = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    motif_annulation = models.CharField("motif", max_length=300, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = TenantManager.from_queryset(ActionQuerySet)()

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        constraints = [
            models.CheckConstraint(name="action_dates", condition=Q(date_fin__gte=F("date_debut"))),
            models.CheckConstraint(name="action_cout", condition=Q(cout__isnull=True) | Q(cout__gte=0)),
        ]
        indexes = [
            models.Index(fields=["guichet", "-date_debut"], name="action_debut"),
            models.Index(fields=["guichet", "marche"], name="action_marche"),
            models.Index(fields=["guichet", "porteur"], name="action_porteur"),
            models.Index(fields=["guichet", "convention"], name="action_convention"),
        ]

    def __str__(self) -> str:
        return self.nom


class SeanceAction(TenantModel):
    """A day of the action. `decompte`: how many came, when they are not named; never both counted."""

    action = LienGuichet(Action, on_delete=models.CASCADE)
    jour = models.DateField("jour")
    debut = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=200, blank=True, default="")
    decompte = models.PositiveSmallIntegerField(
        "personnes comptées sans être nommées", null=True, blank=True, validators=[MaxValueValidator(5000)]
    )
    decompte_par = models.CharField("comptées par", max_length=200, blank=True, default="", editable=False)
    annulee_a = models.DateTimeField("annulée le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "séance d’une action"
        verbose_name_plural = "séances d’une action"
        constraints = [
            # a double click, or two people, make one session
            models.UniqueConstraint(
                fields=["guichet", "action", "jour", "debut"], name="seance_action_unique", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"séance du {self.jour:%d/%m/%Y}"


class InscriptionAction(TenantModel):
    """A named person in an action. What followed is read from contracts and steps; `issue` says what they
    cannot: that the person left, or was asked and has nothing."""

    action = LienGuichet(Action, on_delete=models.CASCADE)
    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE, verbose_name="bénéficiaire")
    inscrite_le = models.DateField("inscrite le")
    convoquee_le = models.DateField("convoquée le", null=True, blank=True)
    convoquee_par = models.CharField("par", max_length=9, choices=MoyenConvocation, blank=True, default="")
    issue = models.CharField("issue", max_length=10, choices=IssueAction, blank=True, default="")
    issue_le = models.DateField("constatée le", null=True, blank=True)
    retiree_a = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "inscription à une action"
        verbose_name_plural = "inscriptions à une action"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "action", "beneficiaire"], name="inscription_action_unique"),
            models.CheckConstraint(name="inscription_issue_datee", condition=Q(issue="") ^ Q(issue_le__isnull=False)),
        ]
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="inscription_beneficiaire")]

    def __str__(self) -> str:
        return f"inscription {self.pk}"


class PresenceAction(TenantModel):
    """One person at one session; noted again, the last word holds."""

    seance = LienGuichet(SeanceAction, on_delete=models.CASCADE)
    inscription = LienGuichet(InscriptionAction, on_delete=models.CASCADE)
    etat = models.CharField("présence", max_length=8, choices=Venue)
    notee_a = models.DateTimeField("notée le", default=timezone.now)
    notee_par = models.CharField("notée par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "présence à une séance"
        verbose_name_plural = "présences à une séance"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "seance", "inscription"], name="presence_action_unique")
        ]
        indexes = [models.Index(fields=["guichet", "inscription"], name="presence_inscription")]

    def __str__(self) -> str:
        return self.get_etat_display()
