"""What people decided about the affairs of the queue, and the queue as last computed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clauses_app.tenancy.modeles import TenantManager, TenantModel, TenantQuerySet
from suivi_heures.enums import GenreSuite


class SuiteAffaireQuerySet(TenantQuerySet):
    def en_vigueur(self) -> "SuiteAffaireQuerySet":
        return self.filter(annulee_a=None)


class SuiteAffaire(TenantModel):
    """Put to sleep, given to a colleague, done otherwise: a line each time, taken back but never rewritten.

    The affair itself is computed: the line names it by its stable key.
    """

    identite = models.CharField("affaire", max_length=200)
    empreinte = models.CharField(max_length=32)
    genre = models.CharField("suite", max_length=10, choices=GenreSuite)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    motif = models.CharField("motif", max_length=500, blank=True, default="")
    a_id = models.BigIntegerField(null=True, blank=True)
    a_nom = models.CharField("confiée à", max_length=200, blank=True, default="")
    par_id = models.BigIntegerField(null=True, blank=True)
    par_nom = models.CharField("par", max_length=200)
    ecrite_a = models.DateTimeField("le", default=timezone.now, editable=False)
    annulee_a = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = models.CharField("annulée par", max_length=200, blank=True, default="")

    objects = TenantManager.from_queryset(SuiteAffaireQuerySet)()

    class Meta:
        verbose_name = "suite donnée à une affaire"
        verbose_name_plural = "suites données aux affaires"
        indexes = [models.Index(fields=["guichet", "identite"], name="suite_affaire", condition=Q(annulee_a=None))]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} par {self.par_nom}"


class FileAffaires(TenantModel):
    """Figures of the home page and counts of the queue, kept until something happens in the guichet. Derived."""

    signature = models.CharField(max_length=120)
    calculee_a = models.DateTimeField(default=timezone.now)
    chiffres = models.JSONField(default=dict)

    class Meta:
        verbose_name = "file d’affaires"
        verbose_name_plural = "files d’affaires"
        constraints = [models.UniqueConstraint(fields=["guichet"], name="file_affaires_unique")]

    def __str__(self) -> str:
        return f"file d’affaires du {self.calculee_a:%d/%m/%Y}"


ORDRE_FILE = ("avant", "debut", "tri", "pk")


class AffaireGardee(TenantModel):
    """An affair of the queue as last computed, so that the database filters and pages. Derived, never changed:
    `condense` names all its content, another content is another row.

    `avant`, `debut`: deadline and start, far away where there is none; `tri`: the folded title, in Python’s order.
    """

    identite = models.CharField("affaire", max_length=200)
    empreinte = models.CharField(max_length=32)
    condense = models.CharField(max_length=32)
    type = models.CharField(max_length=14)
    responsable_id = models.BigIntegerField(null=True, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    avant = models.DateField()
    debut = models.DateField()
    tri = models.CharField(max_length=200, db_collation="C")
    donnees = models.JSONField()

    class Meta:
        verbose_name = "affaire gardée"
        verbose_name_plural = "affaires gardées"
        indexes = [
            models.Index(fields=["guichet", "avant", "debut", "tri", "id"], name="affaire_gardee_ordre"),
            models.Index(fields=["guichet", "type", "avant", "debut", "tri", "id"], name="affaire_gardee_type"),
            models.Index(fields=["guichet", "identite"], name="affaire_gardee_identite"),
        ]

    def __str__(self) -> str:
        return self.identite
