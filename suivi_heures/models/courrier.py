"""Letters: the wording the guichet chose, and every letter as it left."""

from __future__ import annotations

import uuid

from django.db import models

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models import Entreprise, MaitreOuvrage, Marche
from suivi_heures.enums import TypeCourrier
from suivi_heures.models.dossier import Dossier


class ModeleCourrier(TenantModel):
    """A version of a wording. Only added to: the last one holds, the former ones can be taken again."""

    type = models.CharField("courrier", max_length=24, choices=TypeCourrier)
    objet = models.CharField("objet", max_length=200)
    corps = models.TextField("texte", max_length=5000)
    saisi_a = models.DateTimeField("saisi le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "modèle de courrier"
        verbose_name_plural = "modèles de courrier"
        indexes = [models.Index(fields=["guichet", "type"], name="modele_courrier_type")]

    def __str__(self) -> str:
        return self.get_type_display()


class Courrier(TenantModel):
    """A letter as it left: text, bytes, figures. The application may add and read, nothing else."""

    identifiant = models.UUIDField(default=uuid.uuid4, editable=False)
    type = models.CharField("courrier", max_length=24, choices=TypeCourrier)
    numero = models.CharField("numéro", max_length=20, blank=True, default="")
    entreprise = LienGuichet(Entreprise, null=True, blank=True)
    maitre_ouvrage = LienGuichet(MaitreOuvrage, null=True, blank=True, verbose_name="maître d’ouvrage")
    marche = LienGuichet(Marche, null=True, blank=True, verbose_name="marché")
    dossier = LienGuichet(Dossier, null=True, blank=True)
    destinataire = models.CharField("destinataire", max_length=255)
    objet = models.CharField("objet", max_length=400)
    corps = models.TextField("texte")
    donnees = models.JSONField("chiffres figés", default=dict, blank=True)
    contenu = models.BinaryField("document", null=True, blank=True)
    empreinte = models.CharField("empreinte", max_length=64, blank=True, default="")
    cree_a = models.DateTimeField("produit le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "courrier"
        verbose_name_plural = "courriers"
        constraints = [
            models.UniqueConstraint(fields=["guichet", "identifiant"], name="courrier_identifiant_unique"),
            models.UniqueConstraint(
                fields=["guichet", "type", "numero"], name="courrier_numero_unique", condition=~models.Q(numero="")
            ),
        ]
        indexes = [
            models.Index(fields=["guichet", "entreprise", "-cree_a"], name="courrier_entreprise"),
            models.Index(fields=["guichet", "marche", "-cree_a"], name="courrier_marche"),
        ]

    def __str__(self) -> str:
        return self.objet
