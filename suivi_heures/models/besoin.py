"""What companies need, who is proposed to them, and what came of it: dated facts, only added to."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from beneficiaires.models import Action, Beneficiaire, ContratTravail
from beneficiaires.models.action import CODE_ROME
from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import Entreprise, Marche
from suivi_heures.enums import IssueProposition, MotifRefus


class BesoinQuerySet(TenantQuerySet):
    def ouverts(self) -> BesoinQuerySet:
        return self.filter(ferme_a=None)

    def a_pourvoir(self) -> BesoinQuerySet:
        """Open, with a post left."""
        return self.ouverts().embauches().filter(embauches__lt=F("nombre"))

    def pourvus(self) -> BesoinQuerySet:
        """Open, every post filled: nobody has anything to do."""
        return self.ouverts().embauches().filter(embauches__gte=F("nombre"))

    def embauches(self) -> BesoinQuerySet:
        """`embauches`: how many people proposed were hired, each by the last word said of her."""
        derniere = EtapeProposition.objects.filter(proposition=OuterRef("pk")).order_by("-rang").values("etat")[:1]
        siennes = Proposition.objects.filter(besoin=OuterRef("pk")).annotate(etat=Subquery(derniere))
        nombre = (
            siennes.filter(etat=IssueProposition.EMBAUCHEE)
            .order_by()
            .values("besoin")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(embauches=Coalesce(Subquery(nombre), 0))


class Besoin(TenantModel):
    """Posts a company wants to fill. Several companies may be answered by one action: their needs are pooled there."""

    entreprise = LienGuichet(Entreprise)
    marche = LienGuichet(Marche, null=True, blank=True, verbose_name="marché")
    metier = models.CharField("métier", max_length=150)
    code_rome = models.CharField("code ROME", max_length=5, blank=True, default="", validators=[CODE_ROME])
    nombre = models.PositiveSmallIntegerField("postes", validators=[MinValueValidator(1), MaxValueValidator(500)])
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=200, blank=True, default="")
    contraintes = models.CharField("contraintes", max_length=300, blank=True, default="")
    action = LienGuichet(Action, null=True, blank=True, verbose_name="mutualisé dans l’action")
    dit_le = models.DateField("dit le")
    par_nom = models.CharField("par", max_length=200, blank=True, default="", editable=False)
    ferme_a = models.DateTimeField("fermé le", null=True, blank=True, editable=False)
    motif_fermeture = models.CharField("motif", max_length=300, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = TenantManager.from_queryset(BesoinQuerySet)()

    class Meta:
        verbose_name = "besoin"
        verbose_name_plural = "besoins"
        constraints = [
            models.CheckConstraint(name="besoin_dates", condition=Q(fin__isnull=True) | Q(fin__gte=F("debut"))),
            models.CheckConstraint(name="besoin_nombre", condition=Q(nombre__gte=1)),
        ]
        indexes = [
            models.Index(fields=["guichet", "entreprise"], name="besoin_entreprise"),
            models.Index(fields=["guichet", "marche"], name="besoin_marche"),
            models.Index(fields=["guichet", "action"], name="besoin_action"),
            models.Index(fields=["guichet", "debut"], name="besoin_debut", condition=Q(ferme_a=None)),
        ]

    def __str__(self) -> str:
        return f"{self.metier}, {self.entreprise}"


class Proposition(TenantModel):
    """A person proposed for a need, by the guichet or by a structure; its last step says where it stands."""

    besoin = LienGuichet(Besoin, on_delete=models.CASCADE)
    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE, verbose_name="bénéficiaire")
    structure = LienGuichet(Entreprise, null=True, blank=True, verbose_name="proposée par la structure")

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        constraints = [models.UniqueConstraint(fields=["guichet", "besoin", "beneficiaire"], name="proposition_unique")]
        indexes = [models.Index(fields=["guichet", "beneficiaire"], name="proposition_beneficiaire")]

    def __str__(self) -> str:
        return f"proposition {self.pk}"


class EtapeProposition(TenantModel):
    """A turn of the matching, added, never changed. Its rank is unique: of two people who write, one is told."""

    proposition = LienGuichet(Proposition, on_delete=models.CASCADE)
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("étape", max_length=16, choices=IssueProposition)
    date = models.DateField("date")
    motif = models.CharField("motif", max_length=12, choices=MotifRefus, blank=True, default="")
    contrat = LienGuichet(ContratTravail, null=True, blank=True, verbose_name="contrat signé")
    # rank of the step this one takes back: it tells again what held before it
    annule = models.PositiveSmallIntegerField("étape reprise", null=True, blank=True, editable=False)
    motif_reprise = models.CharField(
        "pourquoi elle est reprise", max_length=300, blank=True, default="", db_default="", editable=False
    )
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "étape d’une proposition"
        verbose_name_plural = "étapes d’une proposition"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "proposition", "rang"], name="etape_proposition_rang"),
            # a refusal says why, and nothing else does
            models.CheckConstraint(
                name="etape_proposition_motif",
                condition=~(Q(etat__in=["REFUS_ENTREPRISE", "REFUS_CANDIDAT"]) ^ ~Q(motif="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_etat_display()}, {self.date:%d/%m/%Y}"
