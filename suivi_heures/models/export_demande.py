"""A list too long for a page: asked for, written by a task, fetched for a day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from clauses_app.tenancy.modeles import TenantManager, TenantModel, TenantQuerySet
from suivi_heures.enums import Liste, StatutExport


class ExportDemandeQuerySet(TenantQuerySet):
    def visibles_par(self, adhesion: Any) -> ExportDemandeQuerySet:
        """Its own only: the file holds what its reader may see."""
        return self.filter(demande_par_id=adhesion.pk)


class ExportDemande(TenantModel):
    """The bytes live in the row, which is deleted with them once expired; the journal keeps that it was made."""

    liste = models.CharField("liste", max_length=14, choices=Liste)
    forme = models.CharField("forme", max_length=4)
    requete = models.CharField("filtres de l’adresse", max_length=2000, blank=True, default="")
    filtres = models.CharField("filtres, en mots", max_length=500, blank=True, default="")
    statut = models.CharField("statut", max_length=8, choices=StatutExport, default=StatutExport.DEMANDE)
    message = models.CharField("message", max_length=500, blank=True, default="")
    demande_a = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    demande_par_id = models.BigIntegerField()
    demande_par = models.CharField("demandé par", max_length=200)
    pret_a = models.DateTimeField("prêt le", null=True, blank=True)
    expire_a = models.DateTimeField("effacé le", null=True, blank=True)
    lignes = models.PositiveIntegerField("lignes", default=0)
    contenu = models.BinaryField("contenu", null=True, blank=True)

    objects = TenantManager.from_queryset(ExportDemandeQuerySet)()

    class Meta:
        verbose_name = "export demandé"
        verbose_name_plural = "exports demandés"
        indexes = [models.Index(fields=["guichet", "demande_par_id", "-demande_a"], name="export_demande_de")]

    def __str__(self) -> str:
        return f"export {self.get_liste_display()}"

    @property
    def nom_fichier(self) -> str:
        jour = timezone.localdate(self.pret_a or self.demande_a)
        return f"ancrage-{self.liste.lower()}-{jour:%Y-%m-%d}.{self.forme}"
