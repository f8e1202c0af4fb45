"""The text of a clause: models written by the guichet, texts drawn from them, both kept version by version."""

from __future__ import annotations

from django.db import models

from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from marches.models.projet import ProjetAchat


class ModeleClause(TenantModel):
    """A version of a model. Variables between braces; nothing in it is ever executed."""

    code = models.CharField("code", max_length=64)
    nom = models.CharField("nom", max_length=120)
    rang = models.PositiveIntegerField("version")
    texte = models.TextField("texte", max_length=20000)
    est_retire = models.BooleanField("ce modèle n’est plus proposé", default=False)
    ecrit_a = models.DateTimeField("écrit le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "modèle de clause"
        verbose_name_plural = "modèles de clause"
        constraints = [models.UniqueConstraint(fields=["guichet", "code", "rang"], name="modele_clause_rang_unique")]

    def __str__(self) -> str:
        return f"{self.nom}, version {self.rang}"


class TexteClause(TenantModel):
    """A text as it was given to the buyer, with the follow-up parameters that it states."""

    projet = LienGuichet(ProjetAchat, on_delete=models.CASCADE)
    rang = models.PositiveIntegerField("version")
    modele_nom = models.CharField("modèle", max_length=120)
    modele_rang = models.PositiveIntegerField("version du modèle")
    texte = models.TextField("texte")
    # frequency, delay, admitted publics, penalty…: what the contract takes when it opens
    parametres = models.JSONField("paramètres du suivi", default=dict)
    fait_a = models.DateTimeField("fait le", auto_now_add=True)
    par_nom = models.CharField("par", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "texte de clause"
        verbose_name_plural = "textes de clause"
        constraints = [models.UniqueConstraint(fields=["guichet", "projet", "rang"], name="texte_clause_rang_unique")]

    def __str__(self) -> str:
        return f"clause de {self.projet}, version {self.rang}"
