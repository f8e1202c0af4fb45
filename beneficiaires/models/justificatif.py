"""Proofs of eligibility: what was seen, by whom, when. No file is ever kept."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaires.enums import Categorie, Controle
from beneficiaires.models.beneficiaire import Beneficiaire
from clauses_app.reglages import ReglageDate
from clauses_app.tenancy.modeles import LienGuichet, TenantModel


class Justificatif(TenantModel):
    """A proof of a category: sensitive as the category is. « Vu puis supprimé »: only the fact remains."""

    beneficiaire = LienGuichet(Beneficiaire, on_delete=models.CASCADE)
    categorie = models.CharField("catégorie", max_length=20, choices=Categorie)
    nature = models.CharField("pièce", max_length=200)
    emis_le = models.DateField("émise le")
    fin_le = models.DateField("valable jusqu’au", null=True, blank=True)
    controle = models.CharField("contrôle", max_length=12, choices=Controle, default=Controle.A_CONTROLER)
    controle_le = models.DateField("contrôlée le", null=True, blank=True)
    controle_par = models.CharField("contrôlée par", max_length=200, blank=True, default="")
    motif = models.CharField("motif", max_length=300, blank=True, default="")
    annonce_a = models.DateTimeField(default=timezone.now, editable=False)
    annonce_par = models.CharField(max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "justificatif"
        verbose_name_plural = "justificatifs"
        constraints = [
            models.CheckConstraint(
                name="justificatif_dates", condition=Q(fin_le__isnull=True) | Q(fin_le__gte=F("emis_le"))
            )
        ]
        indexes = [
            models.Index(fields=["guichet", "beneficiaire"], name="justificatif_beneficiaire"),
            models.Index(fields=["guichet", "controle"], name="justificatif_controle"),
        ]

    def __str__(self) -> str:
        return f"{self.nature} du {self.emis_le:%d/%m/%Y}"


class ReferencePublic(ReglageDate):
    """What the guichet asks for a category, from a date on: condition, proof, maximal age of the proof."""

    condition = models.CharField("condition", max_length=300)
    justificatif = models.CharField("justificatif", max_length=300)
    anciennete_mois = models.PositiveSmallIntegerField(
        "ancienneté maximale de la pièce, en mois", null=True, blank=True
    )
    admise = models.BooleanField("admise par le guichet", default=True)
    par_nom = models.CharField(max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "référence de public"
        verbose_name_plural = "références de public"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "code", "date_effet"], name="reference_public_unique")
        ]

    def __str__(self) -> str:
        return f"{Categorie(self.code).label} à partir du {self.date_effet:%d/%m/%Y}"


class ReglagePersonnes(TenantModel):
    """What the guichet has chosen about people: one row, or the defaults."""

    delai_demande_jours = models.PositiveSmallIntegerField("délai de réponse à une entreprise, en jours", default=7)
    conservation_mois = models.PositiveSmallIntegerField(
        "mois de conservation après la fin du dernier contrat", default=24
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "réglage des personnes"
        verbose_name_plural = "réglages des personnes"
        constraints = [models.UniqueConstraint(fields=["guichet"], name="reglage_personnes_unique")]

    def __str__(self) -> str:
        return f"réponse sous {self.delai_demande_jours} jours"
