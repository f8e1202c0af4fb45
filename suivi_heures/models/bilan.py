"""Quarterly reports as they were signed: figures and bytes, frozen."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from clauses_app.tenancy.modeles import LienGuichet, TenantManager, TenantModel, TenantQuerySet
from marches.models import MaitreOuvrage, Marche, Operation
from suivi_heures.enums import MotifRetrait, StatutBilan


class BilanQuerySet(TenantQuerySet):
    def visibles_par(self, adhesion: Any) -> "BilanQuerySet":
        """A buyer sees what was published to it, nobody else outside sees any (the database says the same)."""
        if adhesion.est_interne:
            return self
        return self.prets().filter(publie_a__isnull=False, maitre_ouvrage_id=adhesion.maitre_ouvrage_id)

    def prets(self) -> "BilanQuerySet":
        return self.filter(statut=StatutBilan.PRET)

    def lisibles_par(self, adhesion: Any) -> "BilanQuerySet":
        """What may be opened: a withdrawn report stays in the list of its buyer, with its motive, and closes."""
        visibles = self.prets()
        return visibles if adhesion.est_interne else visibles.filter(retire_a=None)

    def du_meme_dossier(self, bilan: "Bilan") -> "BilanQuerySet":
        """All the revisions of this report: same buyer, same perimeter, same quarter."""
        return self.filter(
            maitre_ouvrage_id=bilan.maitre_ouvrage_id,
            operation_id=bilan.operation_id,
            marche_id=bilan.marche_id,
            annee=bilan.annee,
            trimestre=bilan.trimestre,
        )


class Bilan(TenantModel):
    """A produced report is never rewritten: the next one is a new revision that lists what changed."""

    identifiant = models.UUIDField(default=uuid.uuid4, editable=False)
    maitre_ouvrage = LienGuichet(MaitreOuvrage, verbose_name="maître d’ouvrage")
    # perimeter inside the buyer: one operation, one contract, or neither (all its contracts)
    operation = LienGuichet(Operation, verbose_name="opération", null=True, blank=True)
    marche = LienGuichet(Marche, verbose_name="marché", null=True, blank=True)
    annee = models.PositiveSmallIntegerField("année")
    trimestre = models.PositiveSmallIntegerField("trimestre")
    revision = models.PositiveSmallIntegerField("révision", default=0)
    statut = models.CharField("statut", max_length=10, choices=StatutBilan, default=StatutBilan.DEMANDE)
    avancement = models.PositiveSmallIntegerField("avancement", default=0)
    etape = models.CharField("étape", max_length=120, blank=True, default="")
    message = models.CharField("message", max_length=500, blank=True, default="")
    donnees = models.JSONField("chiffres figés", default=dict, blank=True)
    empreinte = models.CharField("empreinte", max_length=64, blank=True, default="")
    empreinte_fichier = models.CharField("empreinte du fichier", max_length=64, blank=True, default="")
    demande_a = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    demande_par = models.CharField("demandé par", max_length=200, blank=True, default="")
    produit_a = models.DateTimeField("produit le", null=True, blank=True)
    publie_a = models.DateTimeField("publié le", null=True, blank=True)
    publie_par = models.CharField("publié par", max_length=200, blank=True, default="")
    retire_a = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.CharField("retiré par", max_length=200, blank=True, default="")
    retrait = models.CharField("motif du retrait", max_length=10, choices=MotifRetrait, blank=True, default="")
    retrait_detail = models.CharField("précision", max_length=500, blank=True, default="")

    objects = TenantManager.from_queryset(BilanQuerySet)()

    class Meta:
        verbose_name = "bilan"
        verbose_name_plural = "bilans"
        constraints = [
            models.UniqueConstraint(
                fields=["guichet", "maitre_ouvrage", "operation", "marche", "annee", "trimestre", "revision"],
                name="bilan_revision_unique",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["guichet", "identifiant"], name="bilan_identifiant_unique"),
            models.CheckConstraint(
                name="bilan_un_perimetre", condition=models.Q(operation=None) | models.Q(marche=None)
            ),
            models.CheckConstraint(
                name="bilan_retrait_motive", condition=models.Q(retire_a=None) | ~models.Q(retrait="")
            ),
            models.CheckConstraint(name="bilan_trimestre", condition=models.Q(trimestre__gte=1, trimestre__lte=4)),
        ]

    def __str__(self) -> str:
        return f"rapport T{self.trimestre} {self.annee}"

    @property
    def nom_version(self) -> str:
        return f"révision {self.revision}" if self.revision else "version initiale"

    @property
    def sujet(self) -> str:
        """What it is about inside its buyer; empty for all its contracts."""
        if self.operation_id:
            return f"opération {self.operation}"
        return f"marché {self.marche}" if self.marche_id else ""


class FichierBilan(TenantModel):
    """The PDF, apart from the row that lists show."""

    bilan = LienGuichet(Bilan, on_delete=models.CASCADE)
    contenu = models.BinaryField("contenu")

    class Meta:
        verbose_name = "fichier de bilan"
        verbose_name_plural = "fichiers de bilan"
        constraints = [models.UniqueConstraint(fields=["guichet", "bilan"], name="fichier_bilan_unique")]

    def __str__(self) -> str:
        return f"fichier du bilan {self.bilan_id}"


class SectionBilan(TenantModel):
    """A part of a long report, rendered by whichever worker is free. It lives from the demand to the file: a section
    once rendered is never rendered again, whatever stops in between. `demande_a`: of the demand it answers."""

    bilan = LienGuichet(Bilan, on_delete=models.CASCADE)
    demande_a = models.DateTimeField("demandée le")
    rang = models.PositiveSmallIntegerField("rang")
    genre = models.CharField("genre", max_length=12)
    donnees = models.JSONField("chiffres de la section")
    contenu = models.BinaryField("pages rendues", null=True, blank=True)
    rendue_a = models.DateTimeField("rendue le", null=True, blank=True)

    class Meta:
        verbose_name = "section de bilan"
        verbose_name_plural = "sections de bilan"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "bilan", "demande_a", "rang"], name="section_bilan_unique")
        ]

    def __str__(self) -> str:
        return f"section {self.rang} du bilan {self.bilan_id}"


class TexteRapport(TenantModel):
    """What the facilitator says of a contract in a quarter. Read at each production, copied in the report: the
    report keeps its own, whatever is written here afterwards."""

    marche = LienGuichet(Marche, on_delete=models.CASCADE, verbose_name="marché")
    annee = models.PositiveSmallIntegerField("année")
    trimestre = models.PositiveSmallIntegerField("trimestre")
    actions = models.TextField("actions menées", max_length=2000, blank=True, default="")
    difficultes = models.TextField("difficultés", max_length=2000, blank=True, default="")
    recommandation = models.TextField("recommandation", max_length=2000, blank=True, default="")
    ecrit_a = models.DateTimeField("écrit le", default=timezone.now)
    ecrit_par = models.CharField("écrit par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "texte de rapport"
        verbose_name_plural = "textes de rapport"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "marche", "annee", "trimestre"], name="texte_rapport_unique"),
            models.CheckConstraint(
                name="texte_rapport_trimestre", condition=models.Q(trimestre__gte=1, trimestre__lte=4)
            ),
        ]

    def __str__(self) -> str:
        return f"texte du T{self.trimestre} {self.annee}"
